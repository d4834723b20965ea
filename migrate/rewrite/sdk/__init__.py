"""Deploy code of the v1 SDK as code of azure-ai-ml: names, values, entities, and the statements that use them."""
