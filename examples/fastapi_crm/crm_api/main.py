"""What a server runs: ``uvicorn crm_api.main:app``."""

import gc

from crm_api.app import create_app
from crm_api.scoring import Crm

app = create_app(Crm.from_environment())
# What is there by now stays: requests need not wait while the collector walks over it.
gc.freeze()
