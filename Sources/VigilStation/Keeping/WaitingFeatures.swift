import VigilStore

/// Features that wait to be written, up to a size.
struct WaitingFeatures: Sendable {
  /// What may wait of all cameras, in bytes.
  static let room = 32 << 20

  private let room: Int
  private var entries: [FeatureStretch] = []
  private var bytes = 0

  /// Nothing waits.
  init(room: Int = WaitingFeatures.room) { self.room = room }

  /// What is to be written next.
  var first: FeatureStretch? { entries.first }

  /// Adds features, those of an event in the place of what waits of it; gives up the oldest beyond the room.
  ///
  /// - Returns: how many were given up.
  mutating func add(_ stretch: FeatureStretch) -> Int {
    if let event = stretch.event, let former = entries.firstIndex(where: { $0.event == event }) {
      bytes -= entries.remove(at: former).bytes
    }
    entries.append(stretch)
    bytes += stretch.bytes
    var lost = 0
    while bytes > room, !entries.isEmpty {
      bytes -= entries.removeFirst().bytes
      lost += 1
    }
    return lost
  }

  /// Takes out what was written, unless something newer took its place meanwhile.
  mutating func remove(_ stretch: FeatureStretch) {
    guard let place = entries.firstIndex(of: stretch) else { return }
    bytes -= entries.remove(at: place).bytes
  }
}
