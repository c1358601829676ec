import VigilStore

/// What arrives at a channel now.
func delivered(by store: StationStore, to channel: String = "phone") throws -> [OutboxMessage] {
  var found: [OutboxMessage] = []
  while let message = try store.nextMessage(to: channel) {
    found.append(message)
    try store.acknowledge(message)
  }
  return found
}
