internal import ProviderAdapters
internal import RoutingCore

// Streams and cancellation.
extension TransportProbe {
  func checkStreaming() async -> [String] {
    let id = await newID()
    let isPrompt = await within(patience) { [transport] in
      do throws(HTTPTransportError) {
        let stream = try await transport.stream(request("/hold?id=\(id)"))
        var body: [UInt8] = []
        while body.count < 5, let piece = try await stream.next() { body += piece }
        guard body == Array("first".utf8) else { return ["the first piece of a stream arrived changed"] }
        guard await ask("/release?id=\(id)") != nil else { return ["the server does not answer"] }
        while let piece = try await stream.next() {
          guard !piece.isEmpty else { return ["a piece of a stream was empty"] }
          body += piece
        }
        guard body == Array("firstsecond".utf8) else { return ["the second piece of a stream arrived changed"] }
        return unless(try await stream.next() == nil, "after the end of a stream came another piece")
      } catch {
        return ["a stream in two pieces gave \(error.words)"]
      }
    }
    return isPrompt ?? ["the first piece of a stream was not handed over before the second"]
  }

  /// Cancels a task while it waits, and says what is wrong with how it ended.
  private func complaints(
    cancelling name: String, id: String, work: @escaping @Sendable () async -> HTTPTransportError?
  ) async -> [String] {
    let task = Task { await work() }
    await pause(200)
    task.cancel()
    let ended = await within(patience) { (await task.value).map(\.words) ?? "no failure" }
    guard ended == HTTPTransportError.cancelled.words else {
      return ["cancelling \(name) gave \(ended ?? "nothing in time")"]
    }
    return unless(await wasClosed(id), "the connection stayed open after cancelling \(name)")
  }

  func checkCancellation() async -> [String] {
    var complaints: [String] = []
    for path in ["/hang", "/hang-body"] {
      let id = await newID()
      complaints += await self.complaints(cancelling: "a request to \(path)", id: id) { [transport] in
        do throws(HTTPTransportError) {
          _ = try await transport.send(request("\(path)?id=\(id)"))
          return nil
        } catch { return error }
      }
      let streamID = await newID()
      complaints += await self.complaints(cancelling: "the reader of a stream from \(path)", id: streamID) {
        [transport] in
        do throws(HTTPTransportError) {
          let stream = try await transport.stream(request("\(path)?id=\(streamID)"))
          while try await stream.next() != nil {}
          return nil
        } catch { return error }
      }
    }
    let early = await within(patience) { [transport] in
      await cancelled {
        do throws(HTTPTransportError) {
          _ = try await transport.send(request("/echo"))
          return "a response"
        } catch { return error.words }
      }
    }
    return complaints
      + unless(
        early == HTTPTransportError.cancelled.words,
        "a task that was cancelled before gave \(early ?? "nothing in time")")
  }

  func checkStreamCancellation() async -> [String] {
    var complaints: [String] = []
    let id = await newID()
    let ended = await within(limit(200)) { [transport] in
      do throws(HTTPTransportError) {
        let stream = try await transport.stream(request("/hang-body?id=\(id)"))
        let reader = Task {
          do throws(HTTPTransportError) {
            while try await stream.next() != nil {}
            return "the end of the body"
          } catch { return error.words }
        }
        await pause(200)
        stream.cancel()
        stream.cancel()
        let first = await reader.value
        do throws(HTTPTransportError) {
          return [first, try await stream.next() == nil ? "the end of the body" : "a piece"]
        } catch { return [first, error.words] }
      } catch {
        return [error.words]
      }
    }
    let cancelled = HTTPTransportError.cancelled.words
    complaints += unless(
      ended == [cancelled, cancelled],
      "readers of a cancelled stream got \(ended?.joined(separator: ", ") ?? "nothing in time")"
    )
    complaints += unless(await wasClosed(id), "the connection of a cancelled stream stayed open")
    let finished = await within(patience) { [transport] in
      do throws(HTTPTransportError) {
        let stream = try await transport.stream(request("/bytes/10"))
        while try await stream.next() != nil {}
        stream.cancel()
        return "no failure"
      } catch { return error.words }
    }
    return complaints
      + unless(
        finished == "no failure", "cancelling a stream that has ended gave \(finished ?? "nothing in time")")
  }
}
