import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct IntegrationContractTests {
  private let key = Samples.key

  @Test(
    "C-101: the address is the one by default or any other, and joins with one slash",
    arguments: [
      (nil, "https://tokenhub.link/v1/chat/completions"),
      ("https://h", "https://h/chat/completions"), ("https://h/v1/", "https://h/v1/chat/completions"),
      ("http://127.0.0.1:8080/a/b///", "http://127.0.0.1:8080/a/b/chat/completions"),
      (" https://h/v1\n", "https://h/v1/chat/completions"),
    ])
  func joining(base: String?, url: String) {
    let contract = base.map { IntegrationContract(baseURL: $0) } ?? IntegrationContract()
    #expect(contract.chatRequest(key: key).url == url)
    #expect(contract.url("/chat/completions") == url)
    #expect(contract.url("chat/completions") == url)
    #expect(contract.url("//chat/completions") == url)
  }

  @Test("C-102, C-103, C-104: a chat is posted with the key as bearer and JSON as type")
  func head() {
    let request = IntegrationContract().chatRequest(key: key)
    #expect(request.method == "POST")
    #expect(request.url.hasSuffix("/v1" + IntegrationContract.chatPath))
    #expect(request[header: "authorization"] == "Bearer \(Samples.canary)")
    #expect(request[header: "content-type"] == "application/json")
    #expect(request.headers.count == 2)
  }

  @Test("C-105: the minimal request has the members that are required")
  func required() throws {
    let body = try JSONValue(parsing: Array(IntegrationContract.minimalBody.utf8))
    #expect(IntegrationContract.requiredFields == ["model", "messages"])
    for name in IntegrationContract.requiredFields { #expect(body[name]?.isNull == false) }
  }

  @Test("C-106: a request names the model in any of the three forms", arguments: IntegrationContract.modelFormats)
  func formats(model: String) throws {
    let request = IntegrationContract().chatRequest(key: key, model: model)
    let body = try JSONValue(parsing: request.body)
    #expect(body["model"]?.string == model)
    #expect(body["messages"]?[0]?["content"]?.string == "Reply with OK only.")
    #expect(body["max_tokens"]?.integer == 32 && body["temperature"]?.number == 0)
    #expect(body.members?.map(\.name) == ["model", "messages", "max_tokens", "temperature"])
  }

  @Test("C-203, C-221, C-225: the requests are those of the quickstart, byte for byte")
  func bytes() {
    let contract = IntegrationContract()
    for (request, sample) in [
      (contract.chatRequest(key: key), Quickstart.chat), (contract.imageRequest(key: key), Quickstart.image),
      (contract.videoRequest(key: key), Quickstart.video),
    ] {
      #expect("curl -sS \"\(request.url)\"" == sample.command)
      #expect(String(decoding: request.body, as: UTF8.self) == sample.body)
      #expect(request.method == "POST" && request[header: "content-type"] == "application/json")
    }
    let poll = contract.videoTaskRequest("{task_id}", key: key)
    #expect(poll.url == "https://tokenhub.link/v1/video/tasks/%7Btask_id%7D?model=wan2.6-t2v")
    #expect(poll.method == "GET" && poll.body.isEmpty)
    #expect(poll[header: "authorization"] == "Bearer \(Samples.canary)")
  }

  @Test(
    "C-226: an id cannot become another path",
    arguments: [("a/b", "a%2Fb"), ("é?#", "%C3%A9%3F%23"), ("t-1_~.", "t-1_~.")])
  func escaping(id: String, escaped: String) {
    let request = IntegrationContract(baseURL: "h").videoTaskRequest(id, key: key, model: "a b")
    #expect(request.url == "h/video/tasks/\(escaped)?model=a%20b")
  }

  @Test("C-217: a request carries the preferences")
  func preferences() throws {
    let preferences = ClientPreferences(
      regions: .init(allow: ["eu"], deny: ["cn"], prefer: ["de"]), providers: .init(allow: ["a", "b"]))
    let request = IntegrationContract().chatRequest(
      key: key, preferences: preferences, delivery: .streamed, idempotencyKey: "i")
    let body = try JSONValue(parsing: request.body)
    #expect(
      body["preferences"]?.text
        == #"{"region":{"allow":["eu"],"deny":["cn"],"prefer":["de"]},"provider":["a","b"]}"#)
    #expect(body["stream"]?.bool == true)
    #expect(request[header: "idempotency-key"] == "i")
    #expect(ClientPreferences(models: .init(deny: ["x"])).json?.text == #"{"model":{"deny":["x"]}}"#)
    #expect(ClientPreferences().json == nil)
  }

  @Test("C-450: where people find help is the host's to say")
  func support() {
    #expect(IntegrationContract().supportURL == nil)
    #expect(IntegrationContract(supportURL: "https://help").supportURL == "https://help")
    #expect(Escalation.label == "Enterprise Support")
  }
}

/// The commands of the quickstart, as its readers copy them.
enum Quickstart {
  struct Sample {
    let text: String
    var command: String { text.split(separator: " \\\n").first.map(String.init) ?? "" }
    var body: String {
      guard let start = text.firstRange(of: "-d '"), let end = text.lastIndex(of: "'") else { return "" }
      return String(text[start.upperBound..<end])
    }
  }

  static let chat = Sample(
    text: #"""
      curl -sS "https://tokenhub.link/v1/chat/completions" \
        -H "Authorization: Bearer $TOKENHUB_API_KEY" \
        -H "Content-Type: application/json" \
        -d '{
          "model": "deepseek-v3.2",
          "messages": [
            {"role": "user", "content": "Reply with OK only."}
          ],
          "max_tokens": 32,
          "temperature": 0
        }'
      """#)
  static let image = Sample(
    text: #"""
      curl -sS "https://tokenhub.link/v1/images/generations" \
        -H "Authorization: Bearer $TOKENHUB_API_KEY" \
        -H "Content-Type: application/json" \
        -d '{
          "model": "wanx2.1-t2i-turbo",
          "prompt": "A futuristic city skyline at sunrise",
          "size": "1024*1024"
        }'
      """#)
  static let video = Sample(
    text: #"""
      curl -sS "https://tokenhub.link/v1/video/generations" \
        -H "Authorization: Bearer $TOKENHUB_API_KEY" \
        -H "Content-Type: application/json" \
        -d '{
          "model": "wan2.6-t2v",
          "prompt": "A robot walking in the rain, cinematic shot"
        }'
      """#)
}
