import Routing
import RoutingCore

/// A complaint, unless something holds.
func complaint(unless holds: Bool, _ words: @autoclosure () -> String) -> [String] { holds ? [] : [words()] }

// What comes of single calls.
extension ModelProviderContract {
  /// How a call may be made.
  enum Way: CaseIterable {
    case send
    case stream

    var name: String {
      switch self {
      case .send: "send"
      case .stream: "openStream"
      }
    }
  }

  typealias Sent = Result<ProviderReply, ProviderFailure>
  typealias Opened = Result<any ProviderStream, ProviderFailure>

  /// What a call throws, in words where it does not, or nil where it does not end.
  enum Ending: Equatable {
    case answered
    case failed(ProviderFailure)
    case stuck
  }

  func ending(_ provider: any ModelProvider, _ way: Way) async -> Ending {
    let call = call
    switch way {
    case .send:
      let sent = await within(patience) { await Self.send(provider, call) }
      return Self.ending(sent.map { $0.map { _ in } })
    case .stream:
      // A stream may say only at its first chunk what has gone wrong before it.
      let read = await within(patience) { await Self.readFirst(provider, call) }
      return Self.ending(read)
    }
  }

  private static func ending(_ result: Result<Void, ProviderFailure>?) -> Ending {
    switch result {
    case nil: .stuck
    case .success?: .answered
    case .failure(let failure)?: .failed(failure)
    }
  }

  static func send(_ provider: any ModelProvider, _ call: ProviderCall) async -> Sent {
    do throws(ProviderFailure) { return .success(try await provider.send(call)) } catch { return .failure(error) }
  }

  static func open(_ provider: any ModelProvider, _ call: ProviderCall) async -> Opened {
    do throws(ProviderFailure) { return .success(try await provider.openStream(call)) } catch {
      return .failure(error)
    }
  }

  static func readFirst(_ provider: any ModelProvider, _ call: ProviderCall) async -> Result<Void, ProviderFailure> {
    do throws(ProviderFailure) {
      let stream = try await provider.openStream(call)
      defer { stream.cancel() }
      _ = try await stream.next()
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  // MARK: Send

  func checkAnswer() async -> [String] {
    let provider = await make(.answers(chunks: 3), secret).provider
    let call = call
    switch await within(patience, { await Self.send(provider, call) }) {
    case nil: return ["send did not return where the upstream answered"]
    case .failure(let failure)?: return ["send threw \(failure) where the upstream answered"]
    case .success(let reply)?:
      return complaint(unless: reply.body["choices"] != nil, "the answer has no choices, as OpenAI's have")
    }
  }

  func checkAttempts() async -> [String] {
    var complaints: [String] = []
    for upstream in [
      Upstream.answers(chunks: 1), .answersStatus(503, body: ""), .answersStatus(429, body: ""), .resets,
    ] {
      let subject = await make(upstream, secret)
      guard let callsSeen = subject.callsSeen else { continue }
      let before = callsSeen()
      _ = await ending(subject.provider, .send)
      let seen = callsSeen() - before
      complaints += complaint(unless: seen == 1, "one send was \(seen) calls where the upstream \(upstream)")
    }
    return complaints
  }

  func checkConcurrency() async -> [String] {
    let count = 16
    let provider = await make(.answersTogether(calls: count), secret).provider
    let call = call
    let answered = await within(patience) {
      await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<count {
          group.addTask {
            if case .success = await Self.send(provider, call) { true } else { false }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
    }
    return complaint(
      unless: answered == count,
      "\(answered.map { "\($0)" } ?? "not all") of \(count) calls at once were answered; the upstream waits for all"
    )
  }

  // MARK: Facts

  func checkStatuses() async -> [String] {
    var complaints: [String] = []
    for status in [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504, 529] {
      for way in Way.allCases {
        let retryAfter = status == 429 || status == 503 ? "7" : nil
        let body = #"{"error":{"message":"context_length_exceeded"}}"#
        let provider = await make(.answersStatus(status, body: body, retryAfter: retryAfter), secret).provider
        let ending = await ending(provider, way)
        guard case .failed(.response(let response)) = ending else {
          complaints.append("\(way.name) gave \(ending) where the upstream answered with status \(status)")
          continue
        }
        complaints += complaint(
          unless: response.status == status, "\(way.name) told of status \(response.status), which was \(status)")
        complaints += complaint(
          unless: response.retryAfter == retryAfter,
          "\(way.name) told of Retry-After \(response.retryAfter ?? "none"), which was \(retryAfter ?? "none")")
        complaints += complaint(
          unless: TextBytes.contains("context_length_exceeded", in: Array(response.body.utf8)),
          "\(way.name) did not tell of the beginning of the body of status \(status)")
      }
    }
    return complaints
  }

  func checkConnections() async -> [String] {
    var complaints: [String] = []
    let failures: [(Upstream, Set<ProviderFailure.TransportFailure>)] = [
      (.refuses, [.refused]), (.resets, [.reset, .endedEarly]),
    ]
    for (upstream, expected) in failures {
      let provider = await make(upstream, secret).provider
      for way in Way.allCases {
        let ending = await ending(provider, way)
        if case .failed(.transport(let kind, _)) = ending, expected.contains(kind) { continue }
        complaints.append("\(way.name) gave \(ending) where the upstream \(upstream)")
      }
    }
    for upstream in [Upstream.endsEarly(afterChunks: 1), .breaksOff(afterChunks: 1)] {
      let ending = await ending(await make(upstream, secret).provider, .send)
      if case .failed(.transport) = ending { continue }
      complaints.append("send gave \(ending) where the body stopped in the middle")
    }
    return complaints
  }

  func checkNonsense() async -> [String] {
    var complaints: [String] = []
    for nonsense in ["<html>sorry</html>", "", "[]", "{\"choices\":"] {
      let ending = await ending(await make(.answersNonsense(nonsense), secret).provider, .send)
      if case .failed(.unreadable) = ending { continue }
      if case .failed(.transport(.endedEarly, _)) = ending { continue }
      complaints.append("send gave \(ending) where the answer was '\(nonsense)'")
    }
    return complaints
  }

  func checkClasses() async -> [String] {
    let provider = await make(.answers(chunks: 1), secret).provider
    var complaints: [String] = []
    func compare(_ failure: ProviderFailure, _ words: String) {
      let expected = FailureClass(failure, from: type)
      let seen = provider.classify(failure)
      complaints += complaint(
        unless: seen == expected, "classify takes \(words) for \(seen.name), which is \(expected.name) by the table")
    }
    let bodies = ["", "insufficient_quota", "maximum context", "Arrearage"]
    for status in 0...999 where !ownMeanings.contains(status) {
      for body in bodies {
        let response = ProviderFailure.FailedResponse(status: status, body: body)
        compare(.response(response), "status \(status) with body '\(body)'")
      }
    }
    for kind in ProviderFailure.TransportFailure.allCases { compare(.transport(kind), "'\(kind.name)'") }
    compare(.unreadable(message: ""), "an unreadable answer")
    compare(.cancelled, "a cancelled call")
    return complaints
  }

  // MARK: Cancellation, secrets, time

  func checkCancellation() async -> [String] {
    var complaints: [String] = []
    let call = call
    for way in Way.allCases {
      let provider = await make(.hangs, secret).provider
      let task = Task { () -> ProviderFailure? in
        switch way {
        case .send: if case .failure(let failure) = await Self.send(provider, call) { return failure }
        case .stream: if case .failure(let failure) = await Self.readFirst(provider, call) { return failure }
        }
        return nil
      }
      await pause(20)
      task.cancel()
      let ended = await within(patience) { await task.value }
      complaints += complaint(
        unless: ended == .some(.cancelled), "\(way.name) \(Self.words(ended)) when it was cancelled under way")
      let early = await within(patience) {
        await cancelled { () -> ProviderFailure? in
          switch way {
          case .send: if case .failure(let failure) = await Self.send(provider, call) { return failure }
          case .stream: if case .failure(let failure) = await Self.readFirst(provider, call) { return failure }
          }
          return nil
        }
      }
      complaints += complaint(
        unless: early == .some(.cancelled), "\(way.name) \(Self.words(early)) in a task that was cancelled before")
    }
    return complaints
  }

  static func words(_ ended: ProviderFailure??) -> String {
    switch ended {
    case nil: "went on"
    case .some(nil): "returned"
    case .some(let failure?): "threw \(failure)"
    }
  }

  func checkSecrets() async -> [String] {
    var complaints: [String] = []
    let leaks: [Upstream] = [
      .answersStatus(401, body: "{\"error\":{\"message\":\"Incorrect API key provided: \(secret)\"}}"),
      .answersStatus(500, body: "Authorization: Bearer \(secret)"), .answersNonsense("key=\(secret)"), .refuses,
      .resets, .endsEarly(afterChunks: 1),
    ]
    for upstream in leaks {
      let provider = await make(upstream, secret).provider
      for way in Way.allCases {
        let ending = await ending(provider, way)
        complaints += complaint(
          unless: !TextBytes.contains(secret, in: Array("\(ending)".utf8)), "\(way.name) threw the secret")
      }
    }
    return complaints
  }

  func checkProbe() async -> [String] {
    var complaints: [String] = []
    for (upstream, wrong) in [(Upstream.answers(chunks: 1), ProbeResult.dead), (.refuses, .alive), (.hangs, .alive)] {
      let provider = await make(upstream, secret).provider
      let probed = await within(patience) { await provider.probe(timeout: 50) }
      switch probed {
      case nil: complaints.append("a probe of 50 ms did not return where the upstream \(upstream)")
      case .some(let result):
        complaints += complaint(unless: result != wrong, "a probe gave \(wrong) where the upstream \(upstream)")
      }
    }
    return complaints
  }
}
