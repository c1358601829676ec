public import Foundation

/// A place between two packets of a ring, from which on they are still to be written.
public struct PacketPlace: Hashable, Sendable {
  /// The reading of the source that it belongs to.
  var reading: Int
  /// The last packet before it.
  var number: Int
  /// When the first picture after it arrived, where that was looked up.
  public private(set) var date: Date?
  /// When that picture is shown, on the timeline of the reading, in seconds; where it was looked up.
  public private(set) var time: Double?

  /// The place before the picture from which a time can be decoded: the last one at or before it that can be decoded by
  /// itself, or the oldest there is.
  ///
  /// - Returns: nil while the ring has no picture.
  public init?(in ring: PacketRing, before time: Double) {
    let reading = ring.reading
    guard let first = ring.packets(from: time, to: .infinity).first?.video.first else { return nil }
    self.init(reading: reading, number: first.number - 1)
    (date, self.time) = (first.date, first.time)
  }

  /// Whether the ring is still read as when the place was found; else it says nothing any more.
  package func isCurrent(in ring: PacketRing) -> Bool { ring.reading == reading }

  /// The same place, with the date of the first picture after it; nil while there is none, and in another reading.
  package func next(in ring: PacketRing) -> PacketPlace? {
    let tail = ring.packets(after: number)
    guard tail.reading == reading,
      let first = tail.runs.lazy.flatMap(\.packets).first(where: { $0.kind == .video })
    else { return nil }
    var place = self
    (place.date, place.time) = (first.date, first.time)
    return place
  }

  init(reading: Int, number: Int) {
    self.reading = reading
    self.number = number
  }
}
