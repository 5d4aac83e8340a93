internal import RoutingCore

/// Blocks of content, which is what Anthropic's messages are made of.
enum AnthropicBlock {
  /// A text.
  static func text(_ text: String) -> JSONValue {
    JSONValue(object: ["type": "text", "text": JSONValue(text)])
  }

  /// A part of an OpenAI message as a block, or nil where there is no such block.
  static func block(_ part: JSONValue) -> JSONValue? {
    switch part["type"]?.string {
    case "text":
      guard let text = part["text"]?.string, !text.isEmpty else { return nil }
      return marked(AnthropicBlock.text(text), as: part)
    case "image_url":
      let url = part["image_url"]?["url"]?.string ?? part["image_url"]?.string
      return url.map { marked(JSONValue(object: ["type": "image", "source": source($0)]), as: part) }
    case "file":
      guard let data = part["file"]?["file_data"]?.string else { return nil }
      return marked(JSONValue(object: ["type": "document", "source": source(data)]), as: part)
    // Blocks of the API's own, from clients that know it.
    case "image", "document", "thinking", "redacted_thinking", "search_result": return part
    default: return nil
    }
  }

  /// A tool's id with only the characters that the API takes; equal ids stay equal.
  static func toolID(_ id: String) -> String {
    String(
      decoding: id.utf8.map { SecretRedactor.isWordByte($0) || $0 == UInt8(ascii: "-") ? $0 : UInt8(ascii: "_") },
      as: UTF8.self)
  }

  /// A file that came along as a data URI, or where it lies.
  private static func source(_ url: String) -> JSONValue {
    let scheme = "data:"
    guard url.utf8.prefix(scheme.utf8.count).map(TextBytes.lowercased).elementsEqual(scheme.utf8),
      let comma = url.firstIndex(of: ",")
    else { return JSONValue(object: ["type": "url", "url": JSONValue(url)]) }
    let words = url[..<comma].dropFirst(scheme.count).split(separator: ";")
    guard words.last == "base64", let type = words.first, words.count > 1 else {
      return JSONValue(object: ["type": "url", "url": JSONValue(url)])
    }
    return JSONValue(object: [
      "type": "base64", "media_type": JSONValue(String(type)),
      "data": JSONValue(String(url[url.index(after: comma)...])),
    ])
  }

  /// A block with the mark for the provider's cache that its part has.
  private static func marked(_ block: JSONValue, as part: JSONValue) -> JSONValue {
    guard let mark = part["cache_control"], !mark.isNull else { return block }
    var members = JSONMembers(of: block)
    members["cache_control"] = mark
    return members.value
  }
}
