public import VigilStore

extension StationStore {
  /// The events that are named, each once, in that order.
  ///
  /// - Parameter names: Ids, or the first characters of these.
  /// - Throws: `StoreError`, `missing` for a name that no event has.
  public func events(named names: [String]) throws(StoreError) -> [StoredEvent] {
    var events: [StoredEvent] = []
    for name in names {
      guard let event = try event(prefix: name) else {
        throw StoreError(.missing, "there is no event \(name); vigil events list shows those there are")
      }
      if !events.contains(where: { $0.id == event.id }) { events.append(event) }
    }
    return events
  }
}
