/// Finds the endpoint of a method and a path.
struct RouteTable: Sendable {
  /// What a lookup comes to.
  enum Match: Hashable {
    /// An endpoint, and the parameters of its path.
    case endpoint(Endpoint, [String: String])
    /// The path is known with these other methods (H-005).
    case otherMethods([String])
    /// There is no such path.
    case unknown
  }

  private struct Route: Sendable {
    let method: String
    let template: PathTemplate
    let endpoint: Endpoint
  }

  private let literal: [[String]: [Route]]
  private let others: [Route]

  /// Makes the table of all endpoints.
  init() {
    var literal: [[String]: [Route]] = [:]
    var others: [Route] = []
    for endpoint in Endpoint.allCases {
      for text in endpoint.paths {
        let route = Route(method: endpoint.method, template: PathTemplate(text), endpoint: endpoint)
        if route.template.isLiteral {
          literal[text.split(separator: "/").map(String.init), default: []].append(route)
        } else {
          others.append(route)
        }
      }
    }
    self.literal = literal
    self.others = others
  }

  /// The endpoint for a method and a path; `HEAD` is a `GET` whose body is not sent.
  ///
  /// - Complexity: O(1) for paths without parameters, else O(r) in the routes that have some.
  func match(method: String, path: RequestPath) -> Match {
    let wanted = method == "HEAD" ? "GET" : method
    var methods: [String] = []
    if let routes = literal[path.segments] {
      if let route = routes.first(where: { $0.method == wanted }) { return .endpoint(route.endpoint, [:]) }
      methods += routes.map(\.method)
    }
    for route in others {
      guard let parameters = route.template.parameters(in: path.segments) else { continue }
      if route.method == wanted { return .endpoint(route.endpoint, parameters) }
      methods.append(route.method)
    }
    if methods.isEmpty { return .unknown }
    if methods.contains("GET") { methods.append("HEAD") }
    return .otherMethods(Set(methods).sorted())
  }
}
