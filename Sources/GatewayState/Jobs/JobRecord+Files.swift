package import RoutingCore

/// Where a job has pictures in the store of files, and how a client sees them.
///
/// A picture that a model gave as bytes and that no host serves at an address would make its own address: a text of
/// megabytes, written anew with every step. So records name such pictures by their ids, and an address is made of the
/// file whenever somebody looks.
extension JobRecord {
  /// The ids of all its files: those that its client sent, and those that its steps made.
  package var allFiles: [String] { request.files + files }

  /// The ids of the files that nobody needs any more now that it has ended: its client's, and where it gave nothing its own.
  package var idleFiles: [String] {
    switch status {
    case .queued, .processing: []
    case .succeeded: request.files
    case .failed, .canceled: allFiles
    }
  }

  /// The ids of the files in its output that have no address of their own, in order.
  package var shownFiles: [String] { output?["images"]?.elements?.compactMap { $0["blob"]?.string } ?? [] }

  /// The same job with an address for each id of a file in its output; where there is none, the picture is gone and its
  /// address null (O-711).
  package func showing(_ addresses: [String: String]) -> JobRecord {
    guard !shownFiles.isEmpty, let members = output?.members else { return self }
    var job = self
    let shown = members.map { member in
      guard member.name == "images", let images = member.value.elements else { return member }
      return JSONValue.Member(name: member.name, value: JSONValue(.array(images.map { showing(addresses, in: $0) })))
    }
    job.output = JSONValue(.object(shown))
    return job
  }

  private func showing(_ addresses: [String: String], in image: JSONValue) -> JSONValue {
    guard let id = image["blob"]?.string, let members = image.members else { return image }
    let url = addresses[id].map { JSONValue(.string($0)) } ?? .null
    return JSONValue(.object([JSONValue.Member(name: "url", value: url)] + members.filter { $0.name != "blob" }))
  }

  /// The output in bodies, without the ids of files (O-711).
  package var wireOutput: JSONValue { showing([:]).output ?? .null }
}

extension ImageAgentRequest {
  /// The ids of the files that the client sent, in order.
  package var files: [String] {
    images.compactMap { image in
      guard case .blob(let id) = image.source else { return nil }
      return id
    }
  }
}

extension ImageAgentStepResult {
  /// The id of the file that the step left in the store of files, if it did.
  package var file: String? {
    guard case .made(let image, _) = self else { return nil }
    return image.blob
  }
}
