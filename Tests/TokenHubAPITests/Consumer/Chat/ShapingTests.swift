import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// The form of native answers (H-113 to H-116, R-1502 to R-1509, R-1601 to R-1608).
@Suite(.offThePool) struct ShapingTests {
  /// The text of an answer as it was shaped.
  private static func text(_ reply: Reply) -> String? {
    reply.json["response"]?["choices"]?[0]?["message"]?["content"]?.string
  }

  @Test(
    "H-113, H-116, R-1505, R-1504: a text takes the form that was asked for",
    arguments: [
      (#"{}"#, "**a** ", "**a** "), (#"{"type": ""}"#, " x ", " x "),
      (#"{"type": "json"}"#, "Sure:\n```json\n{\"a\":1}\n```\n", #"{"a":1}"#),
      (#"{"type": "text"}"#, "# T\n**bold** and - x", "T\nbold and - x"), (#"{"type": "markdown"}"#, "\n# T\n", "# T"),
      (#"{"type": "xml"}"#, "```xml\n<a/>\n```", "<a/>"), (#"{"strip_think": true}"#, "<think>hm\n</think>\n a ", "a"),
      (#"{"strip_think": true}"#, "a <think>never closed", "a"),
      (#"{"type": "json", "strip_think": true}"#, "<think>{\"x\":2}</think>{\"a\":1}", #"{"a":1}"#),
    ])
  func types(format: String, text: String, shaped: String) async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(text))
    for model in ["gpt-test", "claude-test"] {
      let reply = await consumer.chat(#""model_hint": "\#(model)""#, #""output_format": \#(format)"#)
      #expect(reply.status == 200)
      #expect(Self.text(reply) == shaped, "\(reply.text)")
    }
  }

  @Test("R-1508: shaping replaces the text alone, and the envelope stays")
  func envelope() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("```json\n[1]\n```"))
    let response = await consumer.chat(#""model_hint": "gpt-test""#, #""output_format": {"type": "json"}"#).json[
      "response"]
    #expect(response?["id"] == "chatcmpl-upstream" && response?["usage"]?["total_tokens"]?.integer == 14)
    #expect(
      response?["choices"]?[0]?["finish_reason"] == "stop"
        && response?["choices"]?[0]?["message"]?["role"] == "assistant")
    #expect(response?["choices"]?[0]?["message"]?["content"] == "[1]")
  }

  @Test(
    "R-1506: JSON and XML are asked for in a system message, with the schema's text, and others are not",
    arguments: [("json", true), ("xml", true), ("text", false), ("markdown", false)])
  func instruction(type: String, isInstructed: Bool) async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(#"{"a":1}"#))
    _ = await consumer.chat("", #""output_format": {"type": "\#(type)"}"#)
    _ = await consumer.chat(#""stream": true, "model_hint": "gpt-test""#, #""output_format": {"type": "\#(type)"}"#)
    for sent in consumer.sent {
      let first = sent["messages"]?[0]
      let words = (first?["role"] == "system" ? first?["content"]?.string : sent["system"]?.string) ?? ""
      #expect(words.lowercased().contains(type) == isInstructed, "\(sent.text)")
    }
  }

  @Test("H-114, R-1506, R-1608: a schema comes as an object or as text, and is shown to the model")
  func schemaForms() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(#"{"a":1}"#))
    for schema in [#"{"type": "object", "required": ["a"]}"#, #""{\"type\": \"object\", \"required\": [\"a\"]}""#] {
      for (request, members) in [
        ("", #""output_format": {"type": "json", "schema": \#(schema)}"#), (#""output_schema": \#(schema)"#, ""),
      ] {
        let reply = await consumer.chat(#""model_hint": "gpt-test""# + (request.isEmpty ? "" : ", " + request), members)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(Self.text(reply) == #"{"a":1}"#)
        let system = consumer.sent.last?["messages"]?[0]?["content"]?.string ?? ""
        #expect(system.contains("required"), "\(system)")
      }
    }
  }

  @Test("H-115, R-1507: a limit goes on where the client set none, and cuts a text, but neither JSON nor XML")
  func maximumTokens() async throws {
    let long = String(repeating: "é", count: 100)
    let consumer = try await Consumer.open(answer: Hosts.saying(long))
    let cut = await consumer.chat("", #""output_format": {"type": "text", "max_tokens": 10}"#)
    #expect(Self.text(cut) == String(repeating: "é", count: 40) + "...")
    #expect(consumer.sent[0]["max_tokens"]?.integer == 10)
    _ = await consumer.chat(
      #""parameters": {"max_tokens": 7}"#, #""output_format": {"type": "text", "max_tokens": 10}"#)
    #expect(consumer.sent[1]["max_tokens"]?.integer == 7)
    let none = await consumer.chat("", #""output_format": {"type": "text", "max_tokens": 0}"#)
    #expect(Self.text(none) == long && consumer.sent[2]["max_completion_tokens"] == nil)
    let json = try await Consumer.open(answer: Hosts.saying("[\"\(long)\"]"))
    let whole = await json.chat("", #""output_format": {"type": "json", "max_tokens": 10}"#)
    #expect(Self.text(whole) == "[\"\(long)\"]")
  }

  @Test("R-1509: a stream is not shaped, and its limit goes on")
  func streams() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.chat(
      #""stream": true, "model_hint": "gpt-test", "output_schema": {"type": "object"}"#,
      #""output_format": {"type": "json", "max_tokens": 1, "strip_think": true}"#)
    #expect(StreamingTests.text(reply) == "OK")
    #expect(consumer.sent[0]["max_tokens"]?.integer == 1 && consumer.sent.count == 1)
  }

  @Test(
    "R-1601: a schema that is none is refused before anybody is asked",
    arguments: [
      "5", "[]", #"{"properties": {}}"#, #"{"type": 5}"#, #"{"type": "thing"}"#, #""{""#,
      #"{"type": "object", "required": "a"}"#,
    ])
  func badSchema(schema: String) async throws {
    let consumer = try await Consumer.open()
    for reply in [
      await consumer.chat(#""output_schema": \#(schema)"#),
      await consumer.chat("", #""output_format": {"type": "json", "schema": \#(schema)}"#),
    ] {
      #expect(reply.status == 400, "\(reply.text)")
    }
    #expect(consumer.sent.isEmpty)
  }

  @Test("R-1607: an answer that breaks its schema is mended once, by the model that gave it")
  func mended() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(inTurn: [#"{"b":1}"#, #"{"a":1}"#]))
    let reply = await consumer.chat(
      #""model_hint": "gpt-test", "output_schema": {"type": "object", "required": ["a"]}"#)
    #expect(reply.status == 200)
    #expect(Self.text(reply) == #"{"a":1}"#)
    #expect(consumer.sent.count == 2 && consumer.sent[1]["model"] == "gpt-test")
    #expect((consumer.sent[1]["messages"]?.elements?.count ?? 0) > (consumer.sent[0]["messages"]?.elements?.count ?? 0))
    #expect(abs((reply.json["estimated_cost_usd"]?.number ?? 0) - 0.00008) < 1e-12)
  }

  @Test("R-1607, H-025: what is no better after mending is refused with the way to the first violation")
  func notMended() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(#"{"a":{"b":"x"}}"#))
    let reply = await consumer.chat(
      #""output_schema": {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}}}"#
    )
    #expect(reply.status == 502)
    #expect(reply.json["error"]?.string?.contains("/a/b") == true, "\(reply.text)")
    #expect(consumer.sent.count == 2)
  }

  @Test("R-1607: nothing is mended where the money is spent")
  func noMoneyToMend() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("no"))
    let reply = await consumer.chat(
      #""model_hint": "alibaba/deepseek-v3.2", "parameters": {"max_tokens": 1}, "output_schema": {"type": "object"}"#,
      #""policy": {"max_budget_usd": 0.0001}"#)
    #expect(reply.status == 502 && reply.json["code"] == "output_schema_validation_failed")
  }

  @Test("R-1603: keywords that nothing checks are a warning")
  func warnings() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(#"{"a":1}"#))
    let reply = await consumer.chat(#""output_schema": {"type": "object", "patternProperties": {}}"#)
    #expect(reply.status == 200)
    #expect(reply.json["warnings"]?[0]?.string?.contains("patternProperties") == true, "\(reply.text)")
  }

  @Test("R-1503: what calls a tool instead of answering is left as it is")
  func toolCalls() async throws {
    let consumer = try await Consumer.open(
      answer: Hosts.always(
        .json(
          200,
          .reading(
            #"{"choices": [{"message": {"content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}}]}"#
          ))))
    let reply = await consumer.chat(#""output_schema": {"type": "object"}"#)
    #expect(reply.status == 200 && consumer.sent.count == 1)
  }
}
