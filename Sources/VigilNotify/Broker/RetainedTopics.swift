/// What a broker is to keep, a payload for each topic; says what it does not have yet, always the newest.
struct RetainedTopics {
  private var wanted: [String: [UInt8]] = [:]
  private var due: [String] = []
  private var isDue: Set<String> = []

  /// Something is to be kept.
  mutating func want(_ payload: [UInt8], at topic: String) {
    guard wanted[topic] != payload else { return }
    wanted[topic] = payload
    renew(topic)
  }

  /// Nothing is to be kept, whatever the broker has.
  mutating func clear(_ topic: String) {
    wanted[topic] = []
    renew(topic)
  }

  /// A text is to be kept.
  mutating func want(_ text: String, at topic: String) { want(Array(text.utf8), at: topic) }

  /// What is kept is to be published again.
  mutating func renew(_ topic: String) {
    guard wanted[topic] != nil, isDue.insert(topic).inserted else { return }
    due.append(topic)
  }

  /// What is to be published next, which counts as published.
  mutating func next() -> (topic: String, payload: [UInt8])? {
    guard !due.isEmpty else { return nil }
    let topic = due.removeFirst()
    isDue.remove(topic)
    guard let payload = wanted[topic] else { return next() }
    if payload.isEmpty { wanted[topic] = nil }
    return (topic, payload)
  }
}
