internal import Digests
package import ProviderAdapters
package import RoutingCore

/// What a gateway remembers of a video that it had begun (H-163).
package struct VideoTaskRecord: Hashable, Sendable {
  /// The id that the client asks by.
  package let id: String
  /// The id that the supplier is asked by.
  package let supplierID: String
  /// The key that it was begun with, and that alone may ask for it (H-167).
  package let keyID: String
  /// Who makes it.
  package let provider: String
  /// What makes it.
  package let model: String
  /// When it was begun, in milliseconds since 1970 in UTC.
  package let createdAt: Int
  /// How far it was when it was last asked for.
  package private(set) var state: MediaTask.State
  /// Whether its cost has been booked (H-168).
  package private(set) var isBooked = false
  /// What the video is expected to cost in US dollars, which is booked when it is there (H-168).
  package var cost = 0.0
  /// The last answer about it, which is given again without asking, or nil while more may come of it (H-166).
  package private(set) var answer: JSONValue?

  /// How long a record lives, in milliseconds: a day.
  package static let lifetime = 86_400_000

  /// What a change of a record asks of its owner.
  package enum Booking: Hashable, Sendable {
    /// Book what the video cost, now and never again.
    case book
    /// Book nothing.
    case nothing
  }

  /// Makes the record of a task that was just begun.
  package init(
    id: String, supplierID: String, keyID: String, provider: String, model: String, createdAt: Int,
    state: MediaTask.State = .pending
  ) {
    self.id = id
    self.supplierID = supplierID
    self.keyID = keyID
    self.provider = provider
    self.model = model
    self.createdAt = createdAt
    self.state = state
  }

  /// The id that a client is given: the supplier's, or one of our own where that cannot stand in an address or is taken.
  ///
  /// `random` are 16 bytes that nobody can guess.
  package static func id(for supplierID: String, isTaken: Bool, random: [UInt8]) -> String {
    if !isTaken, isSafe(supplierID) { return supplierID }
    return "vt_" + HexadecimalText.text(of: random)
  }

  /// When the record ends, in milliseconds since 1970 in UTC.
  package var expiresAt: Int {
    let (end, overflow) = createdAt.addingReportingOverflow(VideoTaskRecord.lifetime)
    return overflow ? .max : end
  }

  /// Whether the record counts no more.
  package func isExpired(at now: Int) -> Bool { now >= expiresAt }

  /// Whether whoever has the key of this id may know of the task (H-167).
  package func isVisible(to keyID: String) -> Bool { keyID.utf8.elementsEqual(self.keyID.utf8) }

  /// Takes what the supplier says of the task now, and says whether it is to be booked (H-166, H-168).
  ///
  /// What is final stays, whatever is said later; a task that the supplier does not know may still come to be known.
  package mutating func took(_ task: MediaTask, requestID: String) -> Booking {
    guard answer == nil else { return .nothing }
    let said = VideoAnswer.status(task, id: id, requestID: requestID)
    state = said["task_status"]?.string.flatMap(MediaTask.State.init(rawValue:)) ?? task.state
    switch state {
    case .pending, .running, .unknown: return .nothing
    case .failed, .canceled:
      answer = said
      return .nothing
    case .succeeded:
      answer = said
      guard !isBooked else { return .nothing }
      isBooked = true
      return .book
    }
  }

  /// Whether an id may stand in an address as it is: unreserved characters, and no name of a folder (RFC 3986, 2.3).
  private static func isSafe(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 128 && id != "." && id != ".."
      && id.utf8.allSatisfy { SecretRedactor.isWordByte($0) || [0x2D, 0x2E, 0x7E].contains($0) }
  }
}

extension VideoTaskRecord {
  /// The record as a store keeps it.
  package var json: JSONValue {
    JSONValue(object: [
      "task_id": JSONValue(.string(id)), "supplier_task_id": JSONValue(.string(supplierID)),
      "key_id": JSONValue(.string(keyID)), "provider": JSONValue(.string(provider)),
      "model": JSONValue(.string(model)), "created_at": JSONValue(.integer(createdAt)),
      "status": JSONValue(.string(state.rawValue)), "cost_usd": JSONValue(.number(cost)),
      "booked": JSONValue(.bool(isBooked)), "answer": answer ?? .null,
    ])
  }

  /// Reads a record, or nil where it is none.
  package init?(_ json: JSONValue) {
    guard let id = json["task_id"]?.string, let supplierID = json["supplier_task_id"]?.string,
      let keyID = json["key_id"]?.string, let provider = json["provider"]?.string, let model = json["model"]?.string,
      let createdAt = json["created_at"]?.integer,
      let state = json["status"]?.string.flatMap(MediaTask.State.init(rawValue:)),
      let cost = json["cost_usd"]?.number, cost >= 0, let isBooked = json["booked"]?.bool
    else { return nil }
    self.init(
      id: id, supplierID: supplierID, keyID: keyID, provider: provider, model: model, createdAt: createdAt,
      state: state)
    self.isBooked = isBooked
    self.cost = cost
    if let answer = json["answer"], answer.members != nil { self.answer = answer }
  }
}
