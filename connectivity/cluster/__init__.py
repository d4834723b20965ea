"""The cluster's own facts, through the Kubernetes API. The only code that imports kubernetes."""
