/// The packets of a stretch that go into a clip, each with the time at which it is shown.
struct ClipPart {
  struct TimedPacket {
    var packet: MediaPacket
    var time: Double
  }

  var streams: PacketStreams
  /// In the order of decoding, beginning with a picture that can be decoded by itself, shown before all others.
  var video: [TimedPacket]
  var sound: [TimedPacket]

  /// When the last picture is shown.
  var lastTime: Double { video.lazy.map(\.time).max() ?? 0 }

  /// Takes from a stretch what is shown up to `end`; nil if that is nothing.
  init?(_ stretch: PacketStretch, to end: Double) {
    guard let first = stretch.video.first, let firstTime = first.time, firstTime <= end else { return nil }
    streams = stretch.streams
    video = []
    sound = []
    var time = firstTime
    // At the end stand those that are not decoded yet; before it, those that could not be.
    let known = stretch.video.lastIndex { $0.time != nil } ?? 0
    for packet in stretch.video[...known] {
      time = packet.time ?? time
      // Pictures that are shown before the first need those before it.
      if time >= firstTime { video.append(TimedPacket(packet: packet, time: time)) }
    }
    cut(to: end)
    let lastTime = lastTime
    sound = stretch.sound.compactMap { packet in
      packet.time.map { TimedPacket(packet: packet, time: $0) }
    }
    .filter { $0.time >= firstTime && $0.time <= lastTime }
  }

  /// Leaves out the pictures after `end`, except those that others need or that are shown between others.
  private mutating func cut(to end: Double) {
    guard var last = video.lastIndex(where: { $0.time <= end }) else { return }
    var latest = video[...last].lazy.map(\.time).max() ?? end
    while let next = video[(last + 1)...].firstIndex(where: { $0.time < latest }) {
      latest = max(latest, video[last...next].lazy.map(\.time).max() ?? latest)
      last = next
    }
    video.removeSubrange((last + 1)...)
  }
}
