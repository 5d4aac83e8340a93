package import RoutingCore

extension JobRecord {
  /// What a client sees of the job (H-740).
  package var wire: JSONValue {
    JSONValue(object: [
      "job_id": JSONValue(.string(id)), "type": "image_agent", "status": JSONValue(.string(status.rawValue)),
      "progress": JSONValue(.number(progress)), "steps_used": JSONValue(.integer(stepsUsed)),
      "max_steps": JSONValue(.integer(request.maximumSteps)),
      "created_at": JSONValue(.string(UTCDate.text(of: createdAt))),
      "updated_at": JSONValue(.string(UTCDate.text(of: updatedAt))),
      "output": status == .succeeded ? wireOutput : .null, "error": error?.json ?? .null, "links": links,
    ])
  }

  /// What a client is told when the job is taken (H-712).
  package var accepted: JSONValue { JSONValue(object: ["job_id": JSONValue(.string(id)), "links": links]) }

  private var links: JSONValue {
    JSONValue(object: [
      "self": JSONValue(.string("/v1/jobs/\(id)")), "stream": JSONValue(.string("/v1/jobs/\(id)/stream")),
    ])
  }

  /// The job as a store keeps it.
  package var json: JSONValue {
    JSONValue.record([
      "version": .whole(JobRecord.version), "id": .text(id), "key_id": .text(keyID), "request": request.json,
      "arrival": .whole(arrival), "status": .text(status.rawValue), "steps_used": .whole(stepsUsed),
      "created_at": .whole(createdAt),
      "updated_at": .whole(updatedAt), "started_at": .whole(startedAt), "ended_at": .whole(endedAt), "output": output,
      "error": error?.json, "log": JSONValue(.array(log.map(\.json))), "run": run,
      "files": files.isEmpty ? nil : JSONValue(.array(files.map { JSONValue(.string($0)) })),
    ])
  }

  private static let version = 1

  /// Reads a job from a store.
  ///
  /// - Throws: `InvalidJobState`.
  package init(json: JSONValue) throws(InvalidJobState) {
    let reader = try JobStateReader(json)
    let version = json["version"]?.integer
    guard version == JobRecord.version else { throw .unsupportedVersion(version) }
    self.init(
      id: try reader.required("id") { $0.string }, keyID: try reader.required("key_id") { $0.string },
      request: try ImageAgentRequest(try reader.object("request")),
      arrival: try reader.required("arrival") { $0.integer },
      now: try reader.required("created_at") { $0.integer })
    updatedAt = try reader.required("updated_at") { $0.integer }
    startedAt = try reader.optional("started_at") { $0.integer }
    endedAt = try reader.optional("ended_at") { $0.integer }
    status = try reader.required("status") { $0.string.flatMap(JobStatus.init) }
    stepsUsed = try reader.required("steps_used") { $0.integer }
    output = try reader.optional("output") { $0 }
    error = try reader.optionalObject("error").map { reader throws(InvalidJobState) in
      JobError(
        code: try reader.required("code") { $0.string }, message: try reader.required("message") { $0.string })
    }
    for record in try reader.objects("log") { log.append(try JobLogRecord(record)) }
    run = try reader.optional("run") { $0 }
    let files = try reader.optional("files") { $0.elements }
    self.files = (files ?? []).compactMap { $0.string }
    // What has ended and does not say when could never be removed.
    if status.isTerminal, endedAt == nil { throw reader.malformed("ended_at") }
  }
}

extension JobLogRecord {
  /// The line as it stands in bodies and stores; its time is text in bodies.
  package var wire: JSONValue {
    JSONValue(object: [
      "id": JSONValue(.integer(id)), "t": JSONValue(.string(UTCDate.text(of: time))), "step": JSONValue(.integer(step)),
      "message": JSONValue(.string(message)),
    ])
  }

  var json: JSONValue {
    JSONValue.record(["id": .whole(id), "t": .whole(time), "step": .whole(step), "message": .text(message)])
  }

  init(_ reader: JobStateReader) throws(InvalidJobState) {
    self.init(
      id: try reader.required("id") { $0.integer }, time: try reader.required("t") { $0.integer },
      step: try reader.required("step") { $0.integer }, message: try reader.required("message") { $0.string })
  }
}
