"""What systems leave to the installation: who carries notices and messages, where files lie."""

from importlib import import_module

from django.conf import settings

from vanlang.config import carriers, sim
from vanlang.data_gateway.actions.connectors import plugs as exchange
from vanlang.data_gateway.actions.connectors.axis import Axis
from vanlang.data_gateway.actions.connectors.folder import Folder
from vanlang.kernel import files, notices
from vanlang.kernel.models import Channel
from vanlang.signing.actions import requests as signing


def put_in() -> None:
    """Plug in what the settings name."""
    notices.plug(Channel.EMAIL, carriers.for_email)
    notices.plug(Channel.SMS, carriers.for_sms)
    signing.plug(sim.for_keys)
    exchange.plug("axis", Axis.to)
    exchange.plug("folder", Folder.to)
    if settings.EXCHANGE_NATS:
        exchange.plug("nats", import_module("vanlang.data_gateway.actions.connectors.nats").Nats.to)
    if settings.FILES_S3:
        # boto3 takes 27 MB and two seconds of every process: only where it is wanted.
        buckets = import_module("vanlang.config.buckets")
        files.keep_in(buckets.S3.at(settings.FILES_S3))
