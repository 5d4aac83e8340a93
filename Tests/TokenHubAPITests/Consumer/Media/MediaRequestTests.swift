import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct MediaRequestTests {
  private static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  private static func problem(image text: String) throws -> MediaRequestProblem? {
    let body = try json(text)
    do {
      _ = try ImageRequest(body)
      return nil
    } catch {
      return error
    }
  }

  private static func problem(video text: String) throws -> MediaRequestProblem? {
    let body = try json(text)
    do {
      _ = try VideoRequest(body)
      return nil
    } catch {
      return error
    }
  }

  /// Mistakes that pictures and videos share.
  private static let shared: [(String, String, MediaRequestProblem.Kind)] = [
    ("{}", "model", .missing), (#"{"model":null,"prompt":"a"}"#, "model", .missing),
    (#"{"model":"","prompt":"a"}"#, "model", .missing), (#"{"model":7,"prompt":"a"}"#, "model", .wrongType),
    (#"{"model":"m"}"#, "prompt", .missing), (#"{"model":"m","prompt":null}"#, "prompt", .missing),
    (#"{"model":"m","prompt":7}"#, "prompt", .wrongType), (#"{"model":"m","prompt":""}"#, "prompt", .invalid),
    (#"{"model":"m","prompt":"a","input":{"prompt":"a"}}"#, "input", .invalid),
    (#"{"model":"m","prompt":"a","parameters":{}}"#, "parameters", .invalid),
    (#"{"model":"m","input":"a"}"#, "input", .wrongType),
    (#"{"model":"m","input":{"prompt":"a"},"parameters":[]}"#, "parameters", .wrongType),
    (#"{"model":"m","prompt":"a","size":7}"#, "size", .wrongType),
    (#"{"model":"m","prompt":"a","seed":1.5}"#, "seed", .wrongType),
    (#"{"model":"m","prompt":"a","negative_prompt":[]}"#, "negative_prompt", .wrongType),
    ("[]", "", .wrongType), ("null", "", .wrongType),
  ]

  @Test("H-150, H-160: what pictures and videos have in common is checked alike", arguments: shared)
  func common(text: String, parameter: String, kind: MediaRequestProblem.Kind) throws {
    for problem in [try Self.problem(image: text), try Self.problem(video: text)] {
      #expect(problem?.parameter == parameter && problem?.kind == kind)
    }
  }

  @Test(
    "H-150: each parameter of a picture has its type and its limits",
    arguments: [
      ("n", "1", nil), ("n", "10", nil), ("n", "0", .invalid), ("n", "11", .invalid), ("n", "-1", .invalid),
      ("n", "1.5", .wrongType), ("n", "2.0", nil), ("n", "\"2\"", .wrongType), ("n", "null", nil),
      ("quality", "\"hd\"", nil), ("quality", "1", .wrongType), ("response_format", "\"url\"", nil),
      ("response_format", "\"b64_json\"", nil), ("response_format", "\"png\"", .invalid),
      ("response_format", "true", .wrongType), ("watermark", "true", nil), ("watermark", "1", .wrongType),
      ("prompt_extend", "false", nil), ("prompt_extend", "\"no\"", .wrongType), ("seed", "-7", nil),
      ("seed", "1e300", .wrongType), ("negative_prompt", "\"\"", nil), ("anything", "[1]", nil),
    ] as [(String, String, MediaRequestProblem.Kind?)])
  func image(name: String, value: String, kind: MediaRequestProblem.Kind?) throws {
    let problem = try Self.problem(image: #"{"model":"m","prompt":"a","\#(name)":\#(value)}"#)
    #expect(problem?.kind == kind)
    if let problem {
      #expect(problem.parameter == name && problem.message.hasPrefix(name) && problem.code == kind?.rawValue)
    }
  }

  @Test(
    "H-160: each parameter of a video has its type and its limits",
    arguments: [
      ("duration", "1", nil), ("duration", "60", nil), ("duration", "0", .invalid), ("duration", "61", .invalid),
      ("duration", "2.5", .wrongType), ("duration", "\"5\"", .wrongType), ("resolution", "\"720P\"", nil),
      ("resolution", "720", .wrongType), ("ratio", "\"16:9\"", nil), ("ratio", "1", .wrongType),
      ("image_url", "\"https://h/a.png\"", nil), ("image_url", "{}", .wrongType), ("size", "\"1280*720\"", nil),
      ("size", "\"1\"", .invalid), ("n", "99", nil),
    ] as [(String, String, MediaRequestProblem.Kind?)])
  func video(name: String, value: String, kind: MediaRequestProblem.Kind?) throws {
    let problem = try Self.problem(video: #"{"model":"m","prompt":"a","\#(name)":\#(value)}"#)
    #expect(problem?.kind == kind)
    if let problem { #expect(problem.parameter == name) }
  }

  @Test(
    "H-150: a size is auto, or two sides of 64 to 8192 with a star or an x between them",
    arguments: [
      ("auto", true), ("1024*1024", true), ("1024x1024", true), ("64*8192", true), ("63*64", false), ("64*8193", false),
      ("64", false), ("64*", false), ("*64", false), ("64**64", false), ("64*64*64", false), ("-64*64", false),
      ("+64*64", false), (" 64*64", false), ("64 * 64", false), ("64X64", false), ("", false), ("AUTO", false),
      ("٦٤*64", false), ("99999999999999999999*64", false), ("0x64", false), ("00064*64", false),
    ])
  func size(text: String, isGood: Bool) throws {
    let problem = try Self.problem(image: #"{"model":"m","prompt":"a","size":"\#(text)"}"#)
    #expect((problem == nil) == isGood)
    #expect(isGood || problem?.parameter == "size")
  }

  @Test("H-150, H-160: a prompt has 1 to 4000 characters", arguments: [(1, true), (4000, true), (4001, false)])
  func prompt(count: Int, isGood: Bool) throws {
    let text = #"{"model":"m","prompt":"\#(String(repeating: "世", count: count))"}"#
    #expect((try Self.problem(image: text) == nil) == isGood)
    #expect((try Self.problem(video: text) == nil) == isGood)
  }

  @Test(
    "H-150: the supplier's own form has a prompt or messages",
    arguments: [
      (#"{"prompt":"a"}"#, nil), (#"{"messages":[{}]}"#, nil), (#"{"prompt":null,"messages":[{}]}"#, nil),
      ("{}", "input.prompt"), (#"{"prompt":null}"#, "input.prompt"), (#"{"prompt":""}"#, "input.prompt"),
      (#"{"prompt":[]}"#, "input.prompt"), (#"{"messages":[]}"#, "input.messages"),
      (#"{"messages":{}}"#, "input.messages"),
    ])
  func passthrough(input: String, parameter: String?) throws {
    #expect(try Self.problem(image: #"{"model":"m","input":\#(input)}"#)?.parameter == parameter)
  }

  @Test("H-160: so has that of a video anything at all")
  func videoPassthrough() throws {
    #expect(try Self.problem(video: #"{"model":"m","input":{"img_url":"u"}}"#) == nil)
    #expect(try Self.problem(video: #"{"model":"m","input":{}}"#)?.parameter == "input")
    let request = try VideoRequest(
      Self.json(#"{"model":"m","input":{"a":1},"parameters":{"duration":7,"resolution":"1080P"}}"#))
    #expect(request.duration == 7 && request.resolution == "1080P")
    let odd = try VideoRequest(Self.json(#"{"model":"m","input":{"a":1},"parameters":{"duration":70}}"#))
    #expect(odd.duration == nil)
  }

  @Test("H-150, H-160: what is sent on is all that the gateway does not read itself")
  func payload() throws {
    let body = try Self.json(
      #"{"model":"m","prompt":"a","n":3,"size":"64x64","seed":null,"preferences":{},"policy":{},"extra":[1],"response_format":"b64_json"}"#
    )
    let image = try ImageRequest(body)
    #expect(image.model == "m" && image.count == 3 && image.format == .base64)
    #expect(image.payload.messages.isEmpty)
    #expect(image.payload.parameters.map(\.name) == ["prompt", "n", "size", "extra", "response_format"])
    let plain = try ImageRequest(Self.json(#"{"model":"m","prompt":"a"}"#))
    #expect(plain.count == 1 && plain.format == .url)
    let own = try ImageRequest(Self.json(#"{"model":"m","input":{"prompt":"a"},"parameters":{"n":4,"size":"1*1"}}"#))
    #expect(own.count == 4 && own.payload.parameters.map(\.name) == ["input", "parameters"])
    #expect(try ImageRequest(Self.json(#"{"model":"m","input":{"prompt":"a"},"parameters":{"n":-4}}"#)).count == 1)
    let video = try VideoRequest(Self.json(#"{"model":"v","prompt":"a","duration":5,"resolution":"720P"}"#))
    #expect(video.model == "v" && video.duration == 5 && video.resolution == "720P")
    #expect(video.payload.parameters.map(\.name) == ["prompt", "duration", "resolution"])
  }

  @Test("H-015: what is wrong is told without the client's own words")
  func words() throws {
    for text in [
      #"{"model":"m","prompt":"a","size":"PRIVATE"}"#, #"{"model":"m","prompt":"a","response_format":"PRIVATE"}"#,
      #"{"model":"m","prompt":["PRIVATE"]}"#,
    ] {
      let problem = try #require(try Self.problem(image: text))
      #expect(!problem.message.contains("PRIVATE"))
    }
  }

  @Test("H-150, H-160: whatever a body holds, it is read or refused with a parameter that it can have")
  func law() throws {
    let names: Set<String> = [
      "", "model", "prompt", "input", "parameters", "n", "response_format", "size", "quality", "negative_prompt",
      "watermark", "prompt_extend", "seed", "input.prompt", "input.messages", "duration", "resolution", "ratio",
      "image_url",
    ]
    var dice = Dice(seed: 150)
    let values = ["null", "1", "-1", "1e300", "\"a\"", "\"\"", "[]", "{}", "true", "\"64*64\"", #"{"prompt":"a"}"#]
    var good = 0
    for _ in 0..<2000 {
      let members = names.sorted().filter { !$0.isEmpty && dice.chance(0.3) }.map { "\"\($0)\":\(dice.pick(values))" }
      let text =
        "{" + (["\"model\":\"m\""] + members.filter { !$0.hasPrefix("\"model\"") }).joined(separator: ",") + "}"
      let problems = [try Self.problem(image: text), try Self.problem(video: text)]
      for case let problem? in problems { #expect(names.contains(problem.parameter), "\(text)") }
      good += problems.count { $0 == nil }
    }
    #expect(good > 50)
  }
}
