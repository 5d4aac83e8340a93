import RoutingCore

/// Values in order; what lies outside is null, so that a test that expected more fails and goes on.
struct JSONList: RandomAccessCollection, Equatable, Sendable {
  let values: [JSONValue]

  var startIndex: Int { values.startIndex }
  var endIndex: Int { values.endIndex }

  subscript(place: Int) -> JSONValue { values.indices.contains(place) ? values[place] : .null }
}
