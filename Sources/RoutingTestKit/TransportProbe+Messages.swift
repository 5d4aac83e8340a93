internal import ProviderAdapters
internal import RoutingCore

// What is sent and what comes back.
extension TransportProbe {
  func checkRequests() async -> [String] {
    var complaints: [String] = []
    for (method, body) in [("GET", []), ("POST", patternBytes(1000)), ("PUT", [0, 13, 10]), ("DELETE", [])] {
      var sent = request("/echo", method: method)
      sent.body = body
      sent.headers = [
        HTTPField("Authorization", "Bearer canary", isSecret: true), HTTPField("X-Custom", "a, b;c=\"d\""),
        HTTPField("Content-Type", "application/json"),
      ]
      guard case .response(let response) = await send(sent), let echo = try? JSONValue(parsing: response.body) else {
        complaints.append("\(method) /echo gave no echo")
        continue
      }
      complaints += unless(echo["method"]?.string == method, "\(method) arrived as another method")
      complaints += unless(echo["body"]?.string == hexadecimal(body), "the body of \(method) arrived changed")
      for field in sent.headers where method != "GET" || field.name != "Content-Type" {
        let values = echo.headerValues(field.name)
        complaints += unless(
          values == [field.value], "\(field.name) of \(method) arrived \(values.count) times, or with another value")
      }
    }
    return complaints
  }

  func checkStatuses() async -> [String] {
    var complaints: [String] = []
    for status in [200, 204, 400, 401, 404, 413, 429, 500, 503, 529] {
      let outcome = await send(request("/status/\(status)?retry-after=7"))
      guard case .response(let response) = outcome, response.head.status == status else {
        complaints.append("status \(status) gave \(outcome.words)")
        continue
      }
      complaints += unless(
        response.head["retry-after"] == "7",
        "Retry-After of status \(status) is \(response.head["retry-after"] ?? "nil")")
      complaints += unless(
        status == 204 ? response.body.isEmpty : !response.body.isEmpty, "status \(status) has another body")
    }
    for challenge in ["Basic%20realm=%22a%22", "Bearer", "Basic", "Digest%20realm=%22a%22"] {
      let outcome = await send(request("/status/401?authenticate=\(challenge)"))
      if case .response(let response) = outcome, response.head.status == 401, !response.body.isEmpty { continue }
      complaints.append("a 401 that asks for \(challenge) gave \(outcome.words)")
    }
    let streamed = await read(request("/status/503"))
    return complaints
      + unless(
        streamed?.head?.status == 503 && streamed?.failure == nil,
        "a streamed status 503 gave \(streamed?.words ?? "nothing in time")")
  }

  func checkBodies() async -> [String] {
    var complaints: [String] = []
    for (target, count) in [("/bytes/0", 0), ("/bytes/70000?chunked=1", 70_000), ("/bytes/3000000", 3_000_000)] {
      let outcome = await send(request(target), expected: 5_000)
      if case .response(let response) = outcome, response.body == patternBytes(count) {
      } else {
        complaints.append("\(target) gave \(outcome.words), or other bytes")
      }
      let reading = await read(request(target), expected: 5_000)
      complaints += unless(
        reading?.failure == nil && reading?.body == patternBytes(count),
        "\(target) as a stream gave \(reading?.words ?? "nothing in time"), or other bytes")
    }
    return complaints
  }

  func checkRedirections() async -> [String] {
    var complaints: [String] = []
    let id = await newID()
    let port = serverURL.split(separator: ":").last.map(String.init) ?? ""
    for host in [serverURL, "http://localhost:\(port)", ""] {
      for status in [301, 302, 303, 307, 308] {
        var sent = request("/redirect?status=\(status)&to=\(host)/visit?id=\(id)", method: "POST")
        sent.headers = [HTTPField("Authorization", "Bearer canary", isSecret: true)]
        sent.body = [1, 2, 3]
        let outcome = await send(sent)
        if case .failure(.failed(.redirected)) = outcome { continue }
        complaints.append("a redirection of status \(status) to \(host)/visit gave \(outcome.words)")
      }
    }
    let streamed = await read(request("/redirect?to=/visit?id=\(id)"))
    complaints += unless(
      streamed?.failure == .failed(.redirected), "a streamed redirection gave \(streamed?.words ?? "nothing in time")")
    let visits = (await ask("/visits?id=\(id)")).flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    return complaints
      + unless(visits?["count"]?.integer == 0, "something was sent to where a redirection leads")
  }

  func checkIndependence() async -> [String] {
    await withTaskGroup(of: [String].self) { group in
      for number in 0..<30 {
        group.addTask {
          let target = "/bytes/\(number * 1000)?chunked=1"
          if number % 3 == 0 {
            let reading = await read(request(target), expected: 5_000)
            return unless(
              reading?.failure == nil && reading?.body == patternBytes(number * 1000),
              "\(target) beside others gave \(reading?.words ?? "nothing in time")")
          }
          let outcome = await send(request(target), expected: 5_000)
          if case .response(let response) = outcome, response.body == patternBytes(number * 1000) { return [] }
          return ["\(target) beside others gave \(outcome.words)"]
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension JSONValue {
  /// The values of a header in an echo.
  fileprivate func headerValues(_ name: String) -> [String] {
    (self["headers"]?.elements ?? []).compactMap { pair in
      pair[0]?.string?.lowercased() == name.lowercased() ? pair[1]?.string : nil
    }
  }
}
