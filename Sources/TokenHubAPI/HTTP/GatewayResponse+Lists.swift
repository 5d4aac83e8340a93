internal import RoutingCore

extension GatewayResponse {
  /// A page of a list with its total (H-045, H-047).
  static func items(_ all: [JSONValue], _ page: Page) -> GatewayResponse {
    .list("items", Array(page.of(all)), total: all.count, page)
  }

  /// A page of a list under another name.
  static func list(_ name: String, _ items: [JSONValue], total: Int, _ page: Page) -> GatewayResponse {
    .json(
      JSONValue(
        .object([
          JSONValue.Member(name: name, value: JSONValue(.array(items))),
          JSONValue.Member(name: "total", value: JSONValue(.integer(total))),
          JSONValue.Member(name: "limit", value: JSONValue(.integer(page.limit))),
          JSONValue.Member(name: "offset", value: JSONValue(.integer(page.offset))),
        ])))
  }
}
