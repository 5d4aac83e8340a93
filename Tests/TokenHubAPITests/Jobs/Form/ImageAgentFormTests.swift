import Digests
import GatewayState
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageAgentFormTests {
  private static let png = SamplePictures.png

  private static func taken() { Issue.record("The body should have been refused.") }

  private static func file(_ name: String, _ bytes: [UInt8] = png, fileName: String? = "f.png") -> TestPart {
    TestPart(MultipartPart(name: name, fileName: fileName, mediaType: "application/octet-stream"), bytes: bytes)
  }

  private static let rules = ImageAgentRules(
    knowsAgent: { $0.hasPrefix("agent") }, allowsAddress: { $0.host != "private.test" })

  private static func read(
    _ body: [UInt8], type: String?, rules: ImageAgentRules = rules, piece: Int = .max, wantsDigest: Bool = false
  ) -> Result<ImageAgentForm, ImageAgentFormFailure> {
    Result { () throws(ImageAgentFormFailure) in
      var reader = try ImageAgentFormReader(contentType: type, rules: rules, wantsDigest: wantsDigest)
      var place = 0
      while place < body.count {
        let end = place + min(piece, body.count - place)
        try reader.push(Array(body[place..<end]))
        place = end
      }
      return try reader.finish()
    }
  }

  private static func form(
    _ parts: [TestPart], rules: ImageAgentRules = rules, piece: Int = .max
  ) -> Result<ImageAgentForm, ImageAgentFormFailure> {
    read(
      MultipartText.body(parts), type: "multipart/form-data; boundary=\"\(MultipartText.boundary)\"", rules: rules,
      piece: piece)
  }

  private static func json(_ text: String) -> Result<ImageAgentForm, ImageAgentFormFailure> {
    read(Array(text.utf8), type: "application/json")
  }

  /// The form of valid instructions and these parts.
  private static func form(with parts: TestPart...) -> Result<ImageAgentForm, ImageAgentFormFailure> {
    form([TestPart("instructions", "paint a fox")] + parts)
  }

  @Test("H-701 to H-710: a request of instructions alone gets every default")
  func defaults() throws {
    let expected = ImageAgentRequest(
      instructions: "paint a fox", modelID: "image-agent-1-preview", agentID: nil, aspectRatio: .square,
      resolution: .twoK, images: [], webhookURL: nil, maximumSteps: 10)
    let form = try Self.form(with: TestPart("other", "ignored"), Self.file("photo")).get()
    #expect(form.request == expected)
    #expect(form.images == [])
    #expect(form.digest == nil)
    #expect(try Self.json(#"{"instructions": "paint a fox", "other": {}}"#).get().request == expected)
  }

  @Test("H-702: the request of the documentation is read as curl sends it")
  func documented() throws {
    let form = try Self.form(
      [
        TestPart("instructions", "<string>"), TestPart("model_id", "image-agent-1-preview"),
        TestPart("agent_id", "agent-1"), TestPart("aspect_ratio", "1:1"), TestPart("resolution", "2K"),
        TestPart("webhook_url", "https://x.test/hook"), TestPart("max_steps", "10"), Self.file("images.0"),
        Self.file("images.2.items.0", SamplePictures.gif),
      ], piece: 11
    ).get()
    #expect(form.request.agentID == "agent-1")
    #expect(form.request.webhookURL == "https://x.test/hook")
    #expect(
      form.images == [
        .file(Self.png, try #require(ImageHeader(Self.png))),
        .file(SamplePictures.gif, try #require(ImageHeader(SamplePictures.gif))),
      ])
  }

  @Test(
    "H-701: instructions have 3 to 10000 UTF-16 code units, blanks included",
    arguments: [
      ("", false), ("ab", false), ("abc", true), ("   ", true), ("🦊", false), ("🦊a", true),
      (String(repeating: "é", count: 10_000), true), (String(repeating: "é", count: 10_001), false),
      (String(repeating: "🦊", count: 5000), true), (String(repeating: "🦊", count: 5001), false),
      (String(repeating: "水", count: 10_000), true), (String(repeating: "水", count: 10_001), false),
      (String(repeating: "a", count: 200_000), false),
    ])
  func instructions(text: String, isValid: Bool) {
    for result in [
      Self.form([TestPart("instructions", text)]),
      Self.json(JSONValue(object: ["instructions": JSONValue(.string(text))]).text),
    ] {
      switch result {
      case .success(let form): #expect(isValid && form.request.instructions == text)
      case .failure(let failure):
        #expect(!isValid && failure.status == 400)
        #expect(failure.errors.map(\.field) == ["instructions"])
        #expect(failure.errors.map(\.code) == ["VALIDATION_ERROR"])
      }
    }
  }

  @Test(
    "H-703 to H-706, H-709, H-710, O-708: each field takes its values and refuses others by name",
    arguments: [
      ("model_id", ["image-agent-1-preview", ""], ["gpt", "IMAGE-AGENT-1-PREVIEW"]),
      (
        "agent_id", ["agent", "agent" + String(repeating: "x", count: 123), ""],
        ["unknown", "agent" + String(repeating: "x", count: 124)]
      ),
      (
        "aspect_ratio", ["auto", "9:16", "2:3", "3:4", "4:5", "1:1", "5:4", "4:3", "3:2", "16:9", ""],
        ["2:1", "16x9", "Auto", "1:1 "]
      ),
      ("resolution", ["2K", "4K", ""], ["1K", "2k", "8K"]),
      (
        "webhook_url", ["http://x.test", "https://x.test/a?b", ""], ["x.test", "ftp://x.test", "https://private.test"]
      ),
      (
        "max_steps", ["1", "10", "30", "007", ""],
        ["0", "31", "2.5", "ten", "-1", "+5", " 5", "1e1", "99999999999999999999"]
      ),
    ])
  func fields(name: String, good: [String], bad: [String]) throws {
    for text in good {
      _ = try Self.form(with: TestPart(name, text)).get()
      let body = JSONValue(
        .object([
          .init(name: "instructions", value: "abc"), .init(name: name, value: JSONValue(.string(text))),
        ]))
      _ = try Self.json(body.text).get()
    }
    for text in bad {
      guard case .failure(let failure) = Self.form(with: TestPart(name, text)) else {
        Issue.record("\(name) took \(text)")
        continue
      }
      #expect(failure.status == 400)
      #expect(failure.errors.map(\.field) == [name] && failure.errors.map(\.code) == ["VALIDATION_ERROR"])
    }
  }

  @Test("H-703: a host may have other models, of which the first is the default")
  func models() throws {
    let rules = ImageAgentRules(modelIDs: ["b", "a"])
    let instructions = TestPart("instructions", "abc")
    #expect(try Self.form([instructions], rules: rules).get().request.modelID == "b")
    #expect(try Self.form([instructions, TestPart("model_id", "a")], rules: rules).get().request.modelID == "a")
  }

  @Test(
    "H-710: a JSON number counts where it is whole",
    arguments: [
      ("5", 5), ("5.0", 5), ("30", 30), ("2.5", nil), ("0", nil), ("-3", nil), ("31", nil), ("1e400", nil),
      ("true", nil),
      ("[1]", nil), ("null", 10), ("\"7\"", 7),
    ] as [(String, Int?)])
  func numbers(text: String, steps: Int?) {
    let result = Self.json("{\"instructions\": \"abc\", \"max_steps\": \(text)}")
    #expect((try? result.get().request.maximumSteps) == steps)
  }

  @Test("H-707: images are ordered by number, item and arrival, whatever their names' form")
  func order() throws {
    // The third byte of a GIF's size tells the files apart.
    func gif(_ number: UInt8) -> [UInt8] {
      var file = SamplePictures.gif
      file[6] = number
      return file
    }
    let names = [
      "images.2.items.1", "images[10]", "images.2.items.0", "images.2", "images", "images.0.items.3", "images[]",
      "images.0", "images.99999999999999999999999",
    ]
    let parts = names.enumerated().map { Self.file($1, gif(UInt8($0 + 1))) }
    let form = try Self.form([TestPart("instructions", "abc")] + parts).get()
    let order = form.images.map { image -> Int in
      guard case .file(let bytes, _) = image else { return 0 }
      return Int(bytes[6])
    }
    #expect(order == [5, 7, 8, 6, 4, 3, 1, 2, 9])
  }

  @Test(
    "H-707: other names are unknown fields",
    arguments: [
      "images.", "images.x", "images.-1", "images[", "images[x]", "images.1.items", "images.1.items.x",
      "images.1.item.2",
      "imagesx", "image", "images.1.items.2.3", "Images", "images.1.",
    ])
  func otherNames(name: String) throws {
    #expect(try Self.form(with: Self.file(name)).get().images == [])
  }

  @Test("H-707, H-713: ten images are taken and eleven are a mistake of the field")
  func count() throws {
    let ten = (0..<10).map { Self.file("images.\($0)") }
    #expect(try Self.form([TestPart("instructions", "abc")] + ten).get().images.count == 10)
    let eleven = Self.form([TestPart("instructions", "abc")] + ten + [Self.file("images")])
    let error = EnvelopeError(code: "VALIDATION_ERROR", message: "there may be at most 10 images", field: "images")
    #expect(eleven == .failure(ImageAgentFormFailure(status: 400, errors: [error])))
  }

  @Test("H-708: an empty file and one of another kind are invalid images, an empty chooser is none")
  func kinds() throws {
    for bytes in [[], Array("<svg/>".utf8)] {
      guard case .failure(let failure) = Self.form(with: Self.file("images[3]", bytes)) else {
        Issue.record("taken: \(bytes)")
        continue
      }
      #expect(failure.status == 400)
      #expect(failure.errors.map(\.code) == ["INVALID_IMAGE"] && failure.errors.map(\.field) == ["images[3]"])
    }
    #expect(try Self.form(with: Self.file("images", [], fileName: "")).get().images == [])
    #expect(try Self.form(with: Self.file("images", [], fileName: nil)).get().images == [])
  }

  @Test("H-716: a part named images without a file name counts as a file")
  func noFileName() throws {
    #expect(try Self.form(with: Self.file("images", fileName: nil)).get().images.count == 1)
  }

  @Test("H-713: a file or a body too large is refused with 413 as soon as it is")
  func sizes() throws {
    var rules = Self.rules
    rules.limits.maximumPartBytes = Self.png.count
    let parts = [TestPart("instructions", "abc"), Self.file("images.4")]
    _ = try Self.form(parts, rules: rules).get()
    rules.limits.maximumPartBytes -= 1
    guard case .failure(let failure) = Self.form(parts, rules: rules) else { return Self.taken() }
    #expect(failure.status == 413)
    #expect(failure.errors.map(\.code) == ["PAYLOAD_TOO_LARGE"] && failure.errors.map(\.field) == ["images.4"])
    rules.limits = MultipartLimits(maximumBodyBytes: 200)
    guard case .failure(let whole) = Self.form(parts, rules: rules) else { return Self.taken() }
    #expect(whole.status == 413 && whole.errors.map(\.code) == ["PAYLOAD_TOO_LARGE"])
    let body = Array(#"{"instructions": "\#(String(repeating: "a", count: 200))"}"#.utf8)
    guard case .failure(let json) = Self.read(body, type: nil, rules: rules) else { return Self.taken() }
    #expect(json.status == 413)
    #expect(MultipartLimits().maximumPartBytes == 31_457_280)
    #expect(MultipartLimits().maximumBodyBytes == 301 * 1_048_576)
  }

  @Test("H-711, H-713: all mistakes are told together, repeated fields among them")
  func together() {
    let result = Self.form([
      TestPart("instructions", "ab"), TestPart("max_steps", "31"), TestPart("max_steps", "5"),
      TestPart("model_id", "x"), TestPart("agent_id", "x"), TestPart("aspect_ratio", "x"), TestPart("resolution", "x"),
      TestPart("webhook_url", "x"), Self.file("images.1", [1]), Self.file("images.0", [2]),
    ])
    guard case .failure(let failure) = result else { return Self.taken() }
    #expect(
      failure.errors.map(\.field) == [
        "max_steps", "instructions", "model_id", "agent_id", "aspect_ratio", "resolution", "webhook_url", "max_steps",
        "images.0", "images.1",
      ])
  }

  @Test("H-711: a text that is not UTF-8 is a mistake of its field, told once")
  func encoding() {
    let part = TestPart(MultipartPart(name: "instructions"), bytes: [0x61, 0xFF, 0x62, 0x63])
    guard case .failure(let failure) = Self.form([part]) else { return Self.taken() }
    #expect(
      failure.errors == [
        EnvelopeError(code: "VALIDATION_ERROR", message: "instructions is not UTF-8", field: "instructions")
      ])
  }

  @Test(
    "H-702: the type of the body decides how it is read",
    arguments: [
      ("application/json; charset=utf-8", nil), (nil, nil), ("text/plain", 415), ("multipart/mixed; boundary=b", 415),
      ("application/x-www-form-urlencoded", 415), ("multipart/form-data", 400), ("", 415),
    ] as [(String?, Int?)])
  func types(type: String?, status: Int?) {
    switch Self.read(Array(#"{"instructions": "abc"}"#.utf8), type: type) {
    case .success: #expect(status == nil)
    case .failure(let failure): #expect(failure.status == status)
    }
  }

  @Test("H-702: JSON brings images as https addresses and as data, one or a list of them")
  func images() throws {
    let data = "data:image/png;base64,\(Base64Text.text(of: Self.png))"
    let header = try #require(ImageHeader(Self.png))
    let one = try Self.json(#"{"instructions": "abc", "images": "\#(data)"}"#).get()
    #expect(one.images == [.file(Self.png, header)])
    let two = try Self.json(#"{"instructions": "abc", "images": ["https://x.test/a.png", "\#(data)"]}"#).get()
    #expect(two.images == [.address("https://x.test/a.png"), .file(Self.png, header)])
    #expect(try Self.json(#"{"instructions": "abc", "images": []}"#).get().images == [])
    #expect(try Self.json(#"{"instructions": "abc", "images": ""}"#).get().images == [])
    #expect(try Self.json(#"{"instructions": "abc", "images": null}"#).get().images == [])
  }

  @Test(
    "H-702, H-708: images of JSON that are none are told one by one",
    arguments: [
      "\"http://x.test\"", "\"https://private.test\"", "\"data:image/png;base64,AAAA\"", "\"data:image/png,abc\"",
      "\"data:image/png;base64,A\"", "\"data:;base64,\"", "\"\"", "5", "{}", "null", "\"x\"",
    ])
  func invalidImages(image: String) {
    guard case .failure(let failure) = Self.json(#"{"instructions": "abc", "images": ["https://x.test", \#(image)]}"#)
    else { return Self.taken() }
    #expect(failure.status == 400)
    #expect(failure.errors.map(\.field) == ["images.1"] && failure.errors.map(\.code) == ["INVALID_IMAGE"])
  }

  @Test(
    "H-711: broken JSON, other values than an object, and repeated members are refused",
    arguments: [
      "", "{", "[]", "5", #"{"instructions": "abc", "instructions": "abc"}"#, #"{"instructions": 5}"#, "{}",
    ])
  func brokenJSON(text: String) {
    guard case .failure(let failure) = Self.json(text) else { return Self.taken() }
    #expect(failure.status == 400 && !failure.errors.isEmpty)
  }

  @Test("H-717: the digest tells contents and heads apart, and not boundaries or ways of cutting")
  func digests() throws {
    func digest(_ parts: [TestPart], boundary: String = "b", piece: Int = .max) throws -> [UInt8]? {
      let body = MultipartText.body([TestPart("instructions", "abc")] + parts, boundary: boundary)
      let type = "multipart/form-data; boundary=\(boundary)"
      return try Self.read(body, type: type, piece: piece, wantsDigest: true).get().digest
    }
    let one = try digest([Self.file("images")])
    #expect(one?.count == 32)
    #expect(try digest([Self.file("images")], boundary: "other", piece: 3) == one)
    let others = [
      try digest([]), try digest([Self.file("images[]")]), try digest([Self.file("images", fileName: "g")]),
      try digest([Self.file("images", fileName: nil)]), try digest([Self.file("images", SamplePictures.gif)]),
      try digest([Self.file("images"), TestPart("x", "")]),
    ]
    #expect(Set(others + [one]).count == 7)
  }

  @Test("H-714: images are stored all or none, and the request points to them")
  func storing() async throws {
    let blobs = FlakyBlobs()
    let body = MultipartText.body([
      TestPart("instructions", "abc"), Self.file("images"), Self.file("images", SamplePictures.gif),
    ])
    let form = try await ImageAgentFormReader.read(
      .pieces(PiecedBody(body)), contentType: "multipart/form-data; boundary=\"\(MultipartText.boundary)\"",
      rules: Self.rules, wantsDigest: false)
    let request = try await form.request(storingIn: blobs)
    #expect(
      request.images == [
        ImageAgentInput(.blob("f1"), mediaType: "image/png", width: 37, height: 21),
        ImageAgentInput(.blob("f2"), mediaType: "image/gif", width: 37, height: 21),
      ])
    blobs.state.withLock { $0.room = 3 }
    await #expect(throws: BlobStoreFailure.self) { try await form.request(storingIn: blobs) }
    #expect(blobs.state.withLock { $0.blobs.keys.sorted() } == ["f1", "f2"])
  }

  @Test("H-713: a body that breaks off is refused, in pieces and before its last boundary")
  func brokenOff() async {
    let type = "multipart/form-data; boundary=\"\(MultipartText.boundary)\""
    let body = MultipartText.body([TestPart("instructions", "abc")])
    await #expect(throws: ImageAgentFormFailure.self) {
      try await ImageAgentFormReader.read(
        .pieces(PiecedBody(body, breaks: true)), contentType: type, rules: Self.rules, wantsDigest: false)
    }
    await #expect(throws: ImageAgentFormFailure.self) {
      try await ImageAgentFormReader.read(
        .bytes(Array(body.dropLast(5))), contentType: type, rules: Self.rules, wantsDigest: false)
    }
    await #expect(throws: ImageAgentFormFailure.self) {
      try await ImageAgentFormReader.read(.none, contentType: nil, rules: Self.rules, wantsDigest: false)
    }
  }

  @Test("H-713: no body traps the reader, and every refusal says something")
  func fuzz() {
    let parts = [
      TestPart("instructions", "abc"), TestPart("max_steps", "5"), Self.file("images.1"), Self.file("images", [1]),
    ]
    let good = MultipartText.body(parts, boundary: "b")
    let json = Array(
      #"{"instructions": "abc", "max_steps": 5, "images": ["https://x.test", "data:;base64,AAAA"]}"#.utf8)
    _ = Fuzzing.run("forms", seconds: 0.4) { generator in
      let isJSON = generator.unit() < 0.5
      let body = Mutation.mutated(isJSON ? json : good, using: &generator)
      let type = isJSON ? "application/json" : "multipart/form-data; boundary=b"
      let whole = Self.read(body, type: type)
      #expect(Self.read(body, type: type, piece: 5) == whole)
      if case .failure(let failure) = whole { #expect(!failure.errors.isEmpty) }
    }
  }
}

/// A body in pieces of seven bytes.
private final class PiecedBody: GatewayBodyStream {
  private let state: Locked<(rest: [UInt8], breaks: Bool)>

  init(_ bytes: [UInt8], breaks: Bool = false) { state = Locked((bytes, breaks)) }

  func next() async throws(GatewayBodyFailure) -> [UInt8]? {
    try state.withLock { state throws(GatewayBodyFailure) in
      guard !state.rest.isEmpty else {
        if state.breaks { throw GatewayBodyFailure() }
        return nil
      }
      defer { state.rest.removeFirst(min(7, state.rest.count)) }
      return Array(state.rest.prefix(7))
    }
  }
}

/// Files in memory, with room for some.
final class FlakyBlobs: BlobStore {
  struct State: Sendable {
    var blobs: [String: Blob] = [:]
    var next = 0
    var room = Int.max
  }

  let state = Locked(State())

  func store(_ blob: Blob) async throws(BlobStoreFailure) -> String {
    try state.withLock { state throws(BlobStoreFailure) in
      guard state.blobs.count < state.room else { throw BlobStoreFailure("full") }
      state.next += 1
      state.blobs["f\(state.next)"] = blob
      return "f\(state.next)"
    }
  }

  func blob(_ id: String) async throws(BlobStoreFailure) -> Blob? { state.withLock { $0.blobs[id] } }

  func address(of id: String) async -> String? { nil }

  func remove(_ id: String) async throws(BlobStoreFailure) { state.withLock { _ = $0.blobs.removeValue(forKey: id) } }
}
