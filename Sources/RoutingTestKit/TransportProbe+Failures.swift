internal import ProviderAdapters
internal import RoutingCore

// Limits and broken connections.
extension TransportProbe {
  func checkSizes() async -> [String] {
    var complaints: [String] = []
    let whole = await send(request("/bytes/100000", limit: 100_000))
    if case .response(let response) = whole, response.body.count == 100_000 {
    } else {
      complaints.append("a body as large as the limit gave \(whole.words)")
    }
    let id = await newID()
    for target in ["/bytes/100001", "/bytes/200000?chunked=1", "/endless?ms=2&id=\(id)"] {
      let outcome = await send(request(target, limit: 100_000))
      if case .failure(.failed(.tooLarge)) = outcome { continue }
      complaints.append("\(target) above the limit gave \(outcome.words)")
    }
    complaints += unless(await wasClosed(id), "the connection of a body above the limit stayed open")
    // Whether a transport takes off a compression is its own affair, but a small answer must not become a large one.
    if case .response(let response) = await send(request("/gzip/5000000", limit: 100_000)) {
      complaints += unless(response.body.count <= 100_000, "a compressed body grew above the limit")
    }
    let streamID = await newID()
    let reading = await read(request("/endless?ms=2&id=\(streamID)", limit: 100_000))
    complaints += unless(
      reading?.failure == .failed(.tooLarge) && reading.map { $0.body.count <= 100_000 } ?? false,
      "an endless stream gave \(reading?.words ?? "nothing in time")")
    return complaints + unless(await wasClosed(streamID), "the connection of an endless stream stayed open")
  }

  func checkTimeouts() async -> [String] {
    var complaints: [String] = []
    for target in ["/hang", "/hang-body", "/trickle?count=1000&ms=50"] {
      let outcome = await send(request(target, timeout: 300))
      if case .failure(.failed(.timedOut)) = outcome { continue }
      complaints.append("\(target) with a timeout of 300 ms gave \(outcome.words)")
    }
    let none = await read(request("/hang", timeout: 300))
    complaints += unless(
      none?.failure == .failed(.timedOut), "a stream without a head gave \(none?.words ?? "nothing in time")")
    let late = await send(request("/slow-head?ms=300", timeout: 10_000), expected: 300)
    if case .response = late {} else { complaints.append("an answer before its timeout gave \(late.words)") }
    let slow = await read(request("/trickle?count=10&ms=100", timeout: 500), expected: 2_000)
    complaints += unless(
      slow?.failure == nil && slow?.body.count == 10,
      "a stream that is longer than the timeout of its head gave \(slow?.words ?? "nothing in time")")
    let id = await newID()
    _ = await send(request("/hang?id=\(id)", timeout: 200))
    return complaints + unless(await wasClosed(id), "the connection of what timed out stayed open")
  }

  func checkConnecting() async -> [String] {
    var complaints: [String] = []
    let host = serverURL.split(separator: ":").dropLast().joined(separator: ":")
    if let port = await ask("/unused-port") {
      let outcome = await send(HTTPRequest(method: "GET", url: "\(host):\(port)/", timeout: 20_000))
      if case .failure(.failed(.refused)) = outcome {
      } else {
        complaints.append("a port without a listener gave \(outcome.words)")
      }
    } else {
      complaints.append("the server does not answer")
    }
    let secure = "https" + serverURL.dropFirst("http".count)
    let outcome = await send(HTTPRequest(method: "GET", url: secure + "/echo", timeout: 20_000))
    if case .failure(.failed(.insecure)) = outcome { return complaints }
    return complaints + ["a server that does not know TLS gave \(outcome.words)"]
  }

  func checkBreaks() async -> [String] {
    var complaints: [String] = []
    for target in ["/reset", "/reset-body", "/close", "/early-eof", "/early-eof-chunked"] {
      let outcome = await send(request(target, method: "POST"))
      switch outcome {
      case .failure(.failed(.reset)), .failure(.failed(.endedEarly)): break
      case .response, .failure, .nothing: complaints.append("\(target) gave \(outcome.words)")
      }
      let reading = await read(request(target, method: "POST"))
      let isNamed = reading?.failure == .failed(.reset) || reading?.failure == .failed(.endedEarly)
      complaints += unless(isNamed, "\(target) as a stream gave \(reading?.words ?? "nothing in time")")
      if target.utf8.starts(with: "/early-eof".utf8) {
        complaints += unless(
          reading?.body == Array("hello".utf8), "what came before the end of \(target) was not handed over")
      }
    }
    let outcome = await send(request("/not-http"))
    if case .failure = outcome { return complaints }
    return complaints + ["what is no HTTP gave \(outcome.words)"]
  }
}
