internal import RoutingCore

/// What a stream of chunks tells when it is read to its end (C-214).
public struct StreamedCompletion: Hashable, Sendable {
  /// The texts of the first choice, joined, or nil where no chunk had one that is not null.
  public private(set) var content: String?
  /// Whether the last frame is the mark of the end.
  public private(set) var isDone = false
  /// How many chunks there were.
  public private(set) var chunkCount = 0
  /// Whether every chunk is an object of the kind `chat.completion.chunk`, and there is one.
  public private(set) var isOfChunks = true
  /// Whether a chunk has a choice.
  public private(set) var hasChoices = false
  /// The model that the first chunk names.
  private(set) var model: String?
  private(set) var observedObject = ObservedType.absent
  private(set) var observedContent = ObservedType.absent

  /// Reads the frames of a stream: what stands behind `data:`, one document to a frame.
  ///
  /// - Complexity: O(n) in the number of bytes.
  public init(_ bytes: [UInt8]) {
    var data: [UInt8]?
    // A line feed inside a frame belongs to the frame, as streams of events have it.
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let line = line.last == 0x0D ? line.dropLast() : line
      if line.isEmpty {
        if let frame = data { read(frame) }
        data = nil
      } else if line.starts(with: "data:".utf8) {
        let rest = line.dropFirst(5)
        let value = rest.first == 0x20 ? rest.dropFirst() : rest
        if data == nil {
          data = Array(value)
        } else {
          data?.append(0x0A)
          data?.append(contentsOf: value)
        }
      }
    }
    if let frame = data { read(frame) }
    if chunkCount == 0 { isOfChunks = false }
  }

  /// Whether a response is a stream of events: by its type, or where that is missing by how it begins.
  static func isStream(_ response: ClientResponse) -> Bool {
    if let type = response[header: "content-type"] { return type.lowercased().hasPrefix("text/event-stream") }
    return response.body.starts(with: "data:".utf8)
  }

  private mutating func read(_ frame: [UInt8]) {
    isDone = frame.elementsEqual("[DONE]".utf8)
    guard !isDone else { return }
    chunkCount += 1
    let json = try? JSONValue(parsing: frame)
    observedObject = ObservedType(json?["object"])
    if json?["object"]?.string != "chat.completion.chunk" { isOfChunks = false }
    if model == nil { model = json?["model"]?.string }
    if json?["choices"]?.elements?.isEmpty == false { hasChoices = true }
    guard let found = json?["choices"]?[0]?["delta"]?["content"] else { return }
    if let text = found.string {
      // In place, because a long answer comes in many small pieces.
      if content == nil { content = "" }
      content?.append(text)
      observedContent = .string
    } else if content == nil {
      observedContent = ObservedType(found)
    }
  }
}
