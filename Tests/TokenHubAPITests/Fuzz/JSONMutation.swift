import ProviderAdapters
import RoutingCore
import RoutingTestSupport

/// Breaks JSON where the bytes still are JSON: values of other types and sizes, members left out, doubled or renamed.
struct JSONMutation {
  var dice: Dice

  /// A value with one to three places changed.
  mutating func mutated(_ value: JSONValue) -> JSONValue {
    var value = value
    for _ in 0..<dice.number(1...3) { value = changed(value, depth: 0) }
    return value
  }

  private mutating func changed(_ value: JSONValue, depth: Int) -> JSONValue {
    if depth > 0, dice.chance(0.3) { return odd(near: value) }
    if var members = value.members, !members.isEmpty {
      let place = dice.number(0...members.count - 1)
      switch dice.number(0...7) {
      case 0: members.remove(at: place)
      case 1: members.append(members[place])
      case 2: members[place] = JSONValue.Member(name: oddText(), value: members[place].value)
      default:
        members[place] = JSONValue.Member(
          name: members[place].name, value: changed(members[place].value, depth: depth + 1))
      }
      return JSONValue(.object(members))
    }
    if var elements = value.elements, !elements.isEmpty {
      let place = dice.number(0...elements.count - 1)
      switch dice.number(0...5) {
      case 0: elements.remove(at: place)
      case 1: elements += Array(repeating: elements[place], count: dice.pick([1, 3, 60, 300]))
      default: elements[place] = changed(elements[place], depth: depth + 1)
      }
      return JSONValue(.array(elements))
    }
    return odd(near: value)
  }

  private mutating func odd(near value: JSONValue) -> JSONValue {
    switch dice.number(0...9) {
    case 0: .null
    case 1: JSONValue(.bool(dice.chance(0.5)))
    case 2: JSONValue(.integer(dice.pick([0, -1, 1, 2, 100, .max, .min, 1 << 53, -(1 << 31), 4_294_967_296])))
    case 3: JSONValue(.number(dice.pick([0.5, -0.0, -1.5, 1e300, 0x1p-1070, 1e18, 9.3e18, 1.5e19])))
    case 4: JSONValue([])
    case 5: JSONValue(.object([]))
    case 6: (0..<dice.pick([3, 40, 120])).reduce(JSONValue([])) { inner, _ in JSONValue([inner]) }
    case 7 where value.string != nil:
      JSONValue(
        .string(
          String(decoding: Mutation.mutated(Array((value.string ?? "").utf8), using: &dice.generator), as: UTF8.self)))
    default: JSONValue(.string(oddText()))
    }
  }

  /// Texts that some parser somewhere may stumble over.
  mutating func oddText() -> String {
    dice.pick([
      "", " ", "\u{0}", "é", "e\u{301}", "\u{FEFF}", "\u{202E}x", "a/b", "a/b/c", "/", "*", "..", "%2F", "null", "-1",
      "1e999", "stream", "model", "fast", "gpt-test", "claude-test", "tokenhub_plan_model_name", "wan2.6-t2v",
      "2026-02-30T25:61:61Z", "9999-12-31T23:59:60Z", "1h", "9223372036854775807d", "@@tokenhub\n@@end",
      "@@tokenhub mode=cheap output_schema={\"type\":\"object\"}\n@@end a", "@@tokenhub", "https://[::1]:99999/",
      "http://a.test/%", "data:image/png;base64,iVBORw0KGgo=", "1:1", "1024x1024", "99999999999x1", "auto", "json",
      "vote", "race", "cheap", "chat,plan", "vault", "vllm", "dashscope", "anthropic", "\"\\\u{7F}\r\n\t",
      String(repeating: "a", count: 300), String(repeating: "x y", count: 5000), String(repeating: "[", count: 20_000),
    ])
  }
}
