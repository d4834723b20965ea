import os

import lightgbm
import numpy as np
from inference_schema.parameter_types.numpy_parameter_type import NumpyParameterType
from inference_schema.schema_decorators import input_schema, output_schema


def init():
    global booster
    booster = lightgbm.Booster(model_file=os.path.join(os.getenv("AZUREML_MODEL_DIR"), "fraud.txt"))


@input_schema("data", NumpyParameterType(np.array([[0.0, 1.0, 2.0]])))
@output_schema(NumpyParameterType(np.array([0.5])))
def run(data):
    return booster.predict(data).tolist()
