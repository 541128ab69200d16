from vanlang.public_services.models.procedures import Procedure, ProcedureVersion

__all__ = ["Procedure", "ProcedureVersion"]
