"""What carries out v1 calls: ``live`` with azure-ai-ml, ``record`` without contacting anything."""
