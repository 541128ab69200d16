// Văn Lang: what a page may opt into. Everything works without it.
"use strict";
