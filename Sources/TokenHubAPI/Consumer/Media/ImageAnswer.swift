package import ProviderAdapters
package import RoutingCore

/// The answer to a request for pictures (H-152, H-156).
package struct ImageAnswer: Hashable, Sendable {
  /// The body.
  package let body: JSONValue
  /// The pictures as entries of `data`, at least one.
  package let pictures: [JSONValue]
  /// How many pictures there are.
  package var count: Int { pictures.count }
  /// How long their addresses last, in milliseconds from now, or nil where nobody knows (H-155).
  package let lifetime: Int?

  /// How long DashScope keeps what it made: 24 hours, in milliseconds.
  package static let taskLifetime = 86_400_000

  /// Makes an answer of a supplier's of OpenAI's type, or nil where it has no picture.
  ///
  /// Entries without a picture are left out; `created` in seconds since 1970 stands where the supplier says nothing.
  package init?(_ reply: JSONValue, created: Int) {
    let pictures = (reply["data"]?.elements ?? []).filter { entry in
      ["url", "b64_json"].contains { entry[$0]?.string?.isEmpty == false }
    }
    guard !pictures.isEmpty else { return nil }
    let told = reply["created"]?.integer.flatMap { $0 > 0 ? $0 : nil }
    var members = [
      JSONValue.Member(name: "created", value: JSONValue(.integer(told ?? created))),
      JSONValue.Member(name: "data", value: JSONValue(.array(pictures))),
    ]
    members += (reply.members ?? []).filter { !["created", "data"].contains($0.name) }
    body = JSONValue(.object(members))
    self.pictures = pictures
    lifetime = nil
  }

  /// Makes an answer of a task that has succeeded, or nil where it has no picture.
  ///
  /// The supplier's `output`, `usage` and `request_id` stay as they are, but for results that failed. With
  /// `mirrorsData` the addresses stand in `data` as well, where clients of OpenAI look for them.
  package init?(_ task: MediaTask, created: Int, mirrorsData: Bool = true) {
    guard task.state == .succeeded, !task.imageURLs.isEmpty else { return nil }
    var members: [JSONValue.Member] = []
    pictures = task.imageURLs.map { JSONValue(object: ["url": JSONValue(.string($0))]) }
    if mirrorsData {
      members.append(.init(name: "created", value: JSONValue(.integer(created))))
      members.append(.init(name: "data", value: JSONValue(.array(pictures))))
    }
    let output = (task.body["output"]?.members ?? []).map { member in
      guard member.name == "results", let results = member.value.elements else { return member }
      let good = results.filter { $0["url"]?.string?.isEmpty == false }
      return JSONValue.Member(name: "results", value: JSONValue(.array(good)))
    }
    members.append(.init(name: "output", value: JSONValue(.object(output))))
    if let usage = task.usage { members.append(.init(name: "usage", value: usage)) }
    if let id = task.requestID { members.append(.init(name: "request_id", value: JSONValue(.string(id)))) }
    body = JSONValue(.object(members))
    lifetime = ImageAnswer.taskLifetime
  }
}
