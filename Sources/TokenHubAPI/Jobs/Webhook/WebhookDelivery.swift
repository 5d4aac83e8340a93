package import GatewayState
package import ProviderAdapters
package import Routing
package import RoutingCore

/// Tells whoever asked for it that a job has ended (H-760).
///
/// It is sent once, and up to three times more where no answer of status 2xx comes: after one second, five and
/// twenty-five. A redirection is no such answer, and is not followed. Whatever comes of it, the job does not change.
package struct WebhookDelivery: Sendable {
  private let transport: any HTTPTransport
  private let time: any TimeSource
  private let random: any RandomSource
  private let sign: (@Sendable ([UInt8]) -> [UInt8])?

  /// How long to wait before each further attempt.
  package static let waits: [Milliseconds] = [1000, 5000, 25_000]

  /// Makes a delivery; `sign` gives the HMAC-SHA-256 of a body, or is nil where no secret is configured.
  package init(
    transport: any HTTPTransport, time: any TimeSource, random: any RandomSource,
    sign: (@Sendable ([UInt8]) -> [UInt8])?
  ) {
    self.transport = transport
    self.time = time
    self.random = random
    self.sign = sign
  }

  /// Tells of a job that has ended; does nothing for one that has not, or that has nobody to tell.
  ///
  /// It ends early where its task is cancelled.
  package func deliver(_ job: JobRecord) async -> WebhookReport {
    var report = WebhookReport()
    guard job.status.isTerminal, let url = job.request.webhookURL else { return report }
    let delivery = RandomUUID.text(of: random.bytes(16))
    let request = WebhookRequest.make(job.wire, to: url, delivery: delivery, sign: sign)
    for wait in [nil] + WebhookDelivery.waits {
      if let wait {
        do throws(CancellationError) {
          try await time.sleep(until: time.now.advanced(byMilliseconds: wait.value))
        } catch {
          return report
        }
      }
      report.attempts += 1
      report.status = try? await transport.send(request).head.status
      if report.isDelivered { break }
    }
    return report
  }
}

/// What came of telling.
package struct WebhookReport: Hashable, Sendable {
  /// How often it was sent.
  package internal(set) var attempts = 0
  /// The status of the last answer, or nil where none came.
  package internal(set) var status: Int?

  /// Whether it was received.
  package var isDelivered: Bool { status.map { (200..<300).contains($0) } ?? false }
}
