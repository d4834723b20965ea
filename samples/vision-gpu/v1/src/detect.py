import io
import os

import torch
from azureml.contrib.services.aml_request import AMLRequest, rawhttp
from azureml.contrib.services.aml_response import AMLResponse
from PIL import Image


def init():
    global model
    model = torch.jit.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "detect.pt")).cuda()


@rawhttp
def run(request: AMLRequest):
    if request.method != "POST":
        return AMLResponse("POST an image", 405)
    image = Image.open(io.BytesIO(request.get_data(False)))
    return AMLResponse({"boxes": model(image).tolist()}, 200, json_str=True)
