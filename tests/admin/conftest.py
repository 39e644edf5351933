from tests.ingestion.conftest import places

__all__ = ["places"]
