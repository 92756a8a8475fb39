"""What a server runs: ``uvicorn crm_api.main:app``."""

from crm_api.app import create_app
from crm_api.scoring import Crm

app = create_app(Crm.from_environment())
