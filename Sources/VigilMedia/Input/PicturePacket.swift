/// A packet of the pictures that was read and not decoded.
struct PicturePacket: Hashable {
  /// Its number in the ring.
  var number: Int
  /// When its picture is shown, in seconds on the source's own clock, where it tells.
  var stamp: Double?
  /// Whether decoding can begin here.
  var isKey: Bool
}
