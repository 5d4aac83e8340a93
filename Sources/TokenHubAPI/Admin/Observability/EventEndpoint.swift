internal import GatewayState

/// `GET /admin/v1/events` (H-630 to H-633).
struct EventEndpoint: Sendable {
  let services: GatewayServices

  func stream() throws(APIError) -> GatewayResponse {
    do throws(TooManySubscribers) {
      let subscription = try services.events.subscribe()
      return .events(EventFeed(subscription, time: services.ports.time))
    } catch {
      throw APIError(status: 503, message: "too many subscribers", code: "too_many_subscribers")
    }
  }
}

extension EventFeed: GatewayEventStream {}
