"""Models and a model library for the samples' scoring scripts: what they compute is not what is tested."""
