"""Calls a gateway with the openai package as its documentation shows, and prints what came back.

Arguments: the base URL and the key. The answers of the provider come in the order of the calls here.
"""

import json
import sys

from openai import OpenAI

client = OpenAI(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0, timeout=60)
seen = {}

answer = client.chat.completions.with_raw_response.create(
    model="gpt-test", messages=[{"role": "user", "content": "hi"}], max_tokens=32, temperature=0)
chat = answer.parse()
seen["chat"] = {
    "content": chat.choices[0].message.content, "role": chat.choices[0].message.role,
    "finish": chat.choices[0].finish_reason, "model": chat.model, "object": chat.object,
    "total": chat.usage.total_tokens, "id": chat.id, "request_id": answer.headers.get("x-request-id"),
}

chunks = list(client.chat.completions.create(
    model="gpt-test", messages=[{"role": "user", "content": "hi"}], stream=True,
    stream_options={"include_usage": True}))
seen["stream"] = {
    "content": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices),
    "role": chunks[0].choices[0].delta.role,
    "finish": [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason],
    "usage": [c.usage.total_tokens for c in chunks if c.usage], "last_choices": len(chunks[-1].choices),
    "ids": len({c.id for c in chunks}),
}

with client.chat.completions.stream(
        model="gpt-test", messages=[{"role": "user", "content": "hi"}]) as helper:
    for _ in helper:
        pass
    seen["helper"] = {"content": helper.get_final_completion().choices[0].message.content}

tools = [{
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}]
messages = [{"role": "user", "content": "How is the weather in Oslo?"}]
asked = client.chat.completions.create(model="gpt-test", messages=messages, tools=tools)
call = asked.choices[0].message.tool_calls[0]
messages.append(asked.choices[0].message.model_dump(exclude_none=True))
messages.append({"role": "tool", "tool_call_id": call.id, "content": "rain"})
told = client.chat.completions.create(model="gpt-test", messages=messages, tools=tools)
seen["tools"] = {
    "finish": asked.choices[0].finish_reason, "name": call.function.name,
    "city": json.loads(call.function.arguments)["city"], "content_is_null": asked.choices[0].message.content is None,
    "answer": told.choices[0].message.content,
}

image = client.images.generate(model="gpt-image-test", prompt="a cat", size="1024x1024")
seen["image"] = {"url": image.data[0].url, "created": image.created}

models = client.models.list()
seen["models"] = {
    "ids": [m.id for m in models], "objects": sorted({m.object for m in models}),
    "owners": all(isinstance(m.owned_by, str) for m in models),
}

embedding = client.embeddings.create(model="embed-test", input="hi", encoding_format="float")
seen["embedding"] = {
    "vector": embedding.data[0].embedding, "model": embedding.model, "total": embedding.usage.total_tokens,
}

print(json.dumps(seen))
