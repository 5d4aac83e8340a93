import Routing
import RoutingCore

// What comes of streams.
extension ModelProviderContract {
  /// What reading to the end gave.
  struct Reading: Sendable {
    var chunks: [StreamChunk] = []
    /// What was thrown, or nil where nil was returned.
    var failure: ProviderFailure?
    /// What one more try to read gave.
    var isFollowed = false
  }

  /// The most chunks that are read of a stream that does not end.
  private static let mostChunks = 1_000

  private static func read(_ stream: any ProviderStream) async -> Reading {
    var reading = Reading()
    do throws(ProviderFailure) {
      while reading.chunks.count < mostChunks, let chunk = try await stream.next() { reading.chunks.append(chunk) }
    } catch {
      reading.failure = error
    }
    do throws(ProviderFailure) { reading.isFollowed = try await stream.next() != nil } catch {}
    return reading
  }

  private func reading(_ upstream: Upstream) async -> Result<Reading, ProviderFailure>? {
    let provider = await make(upstream, secret).provider
    let call = call
    return await within(patience) { () -> Result<Reading, ProviderFailure> in
      switch await Self.open(provider, call) {
      case .success(let stream): .success(await Self.read(stream))
      case .failure(let failure): .failure(failure)
      }
    }
  }

  func checkChunks() async -> [String] {
    switch await reading(.answers(chunks: 3)) {
    case nil: return ["reading a stream did not end where the upstream gave its sign"]
    case .failure(let failure)?: return ["openStream threw \(failure) where the upstream answered"]
    case .success(let reading)?:
      var complaints: [String] = []
      if let failure = reading.failure { complaints.append("reading threw \(failure) where the stream was whole") }
      complaints += complaint(unless: !reading.chunks.isEmpty, "a stream of 3 chunks gave none")
      complaints += complaint(
        unless: reading.chunks.allSatisfy { $0.body["choices"] != nil }, "a chunk has no choices, as OpenAI's have")
      complaints += complaint(
        unless: reading.chunks.allSatisfy { $0.byteCount >= 0 }, "a chunk has less than no bytes")
      complaints += complaint(unless: !reading.isFollowed, "a chunk came after the end")
      return complaints
    }
  }

  func checkBrokenStreams() async -> [String] {
    var complaints: [String] = []
    let failures: [(Upstream, Set<ProviderFailure.TransportFailure>)] = [
      (.endsEarly(afterChunks: 2), [.endedEarly]), (.breaksOff(afterChunks: 2), [.reset, .endedEarly]),
    ]
    for (upstream, expected) in failures {
      switch await reading(upstream) {
      case nil: complaints.append("reading did not end where the upstream \(upstream)")
      case .failure(let failure)?: complaints.append("openStream threw \(failure) before the stream stopped")
      case .success(let reading)?:
        if case .transport(let kind, _)? = reading.failure, expected.contains(kind) {
        } else {
          let seen = reading.failure.map { "threw \($0)" } ?? "ended with nil"
          complaints.append("reading \(seen) where the upstream \(upstream)")
        }
        complaints += complaint(unless: !reading.isFollowed, "a chunk came after the failure")
      }
    }
    return complaints
  }

  func checkCancelledReading() async -> [String] {
    let provider = await make(.fallsSilent(afterChunks: 1), secret).provider
    let call = call
    let reader = Task { () -> ProviderFailure? in
      guard case .success(let stream) = await Self.open(provider, call) else { return nil }
      defer { stream.cancel() }
      return await Self.read(stream).failure
    }
    await pause(20)
    reader.cancel()
    let ended = await within(patience) { await reader.value }
    return complaint(
      unless: ended == .some(.cancelled), "reading \(Self.words(ended)) when its task was cancelled")
  }

  func checkStreamCancellation() async -> [String] {
    var complaints: [String] = []
    for (upstream, reads) in [
      (Upstream.answers(chunks: 3), 0), (.answers(chunks: 3), 1), (.answers(chunks: 1), 5),
      (.fallsSilent(afterChunks: 1), 1),
    ] {
      let provider = await make(upstream, secret).provider
      let call = call
      let seen = await within(patience) { () -> String? in
        guard case .success(let stream) = await Self.open(provider, call) else { return "openStream threw" }
        do throws(ProviderFailure) {
          for _ in 0..<reads { if try await stream.next() == nil { break } }
        } catch { return "reading threw \(error) before the stream was cancelled" }
        stream.cancel()
        stream.cancel()
        do throws(ProviderFailure) {
          if try await stream.next() != nil { return "a chunk came after the stream was cancelled" }
        } catch {}
        stream.cancel()
        return nil
      }
      switch seen {
      case nil:
        complaints.append(
          "a stream that was cancelled after \(reads) chunks did not end where the upstream \(upstream)")
      case .some(let words): complaints += words.map { [$0] } ?? []
      }
    }
    return complaints + (await checkCancellationWhileReading())
  }

  private func checkCancellationWhileReading() async -> [String] {
    let provider = await make(.fallsSilent(afterChunks: 1), secret).provider
    let call = call
    guard case .success(let stream)? = await within(patience, { await Self.open(provider, call) }) else {
      return ["openStream gave no stream where the upstream falls silent after a chunk"]
    }
    let reader = Task { await Self.read(stream) }
    await pause(20)
    stream.cancel()
    let reading = await within(patience) { await reader.value }
    reader.cancel()
    guard let reading else { return ["cancelling a stream did not end who reads it"] }
    return complaint(
      unless: reading.failure == .cancelled,
      "reading a stream that is cancelled \(reading.failure.map { "threw \($0)" } ?? "ended as if it were whole")")
  }
}
