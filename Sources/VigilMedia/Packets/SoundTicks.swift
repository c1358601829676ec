import CFFmpeg

/// Sound that waits to be written between pictures.
///
/// What comes twice or goes back, as where a source's clock was put back, is left out.
struct SoundTicks {
  /// How many packets were taken in.
  private(set) var count = 0

  private let origin: Double
  private let rate: Int32
  private let duration: Int64
  private var last: Int64?
  private var entries: ArraySlice<PacketMovie.Entry> = []

  /// Begins with a file of streams whose first picture is shown at `origin`, in seconds.
  init(origin: Double, streams: PacketStreams) {
    self.origin = origin
    rate = Self.rate(of: streams)
    duration = Int64(streams.sound?.details.frameSize ?? 0)
  }

  /// Ticks of sound a second.
  static func rate(of streams: PacketStreams) -> Int32 { Int32(max(1, streams.sound?.sampleRate ?? 1)) }

  /// Takes in packets with their times.
  mutating func add(_ packets: [ClipPart.TimedPacket]) {
    for timed in packets {
      let tick = Int64(((timed.time - origin) * Double(rate)).rounded())
      if tick < 0 { continue }
      if let last, tick <= last { continue }
      last = tick
      count += 1
      entries.append(
        PacketMovie.Entry(
          bytes: timed.packet.bytes, isKey: true, presentation: tick, decoding: tick, duration: duration))
    }
  }

  /// Gives out what comes before a picture, by the tick at which that is decoded.
  mutating func take(before picture: Int64) -> ArraySlice<PacketMovie.Entry> {
    let soundBase = AVRational(num: 1, den: rate)
    let pictureBase = AVRational(num: 1, den: PacketMovie.pictureRate)
    let first = entries.firstIndex {
      av_compare_ts($0.decoding, soundBase, picture, pictureBase) >= 0
    }
    let end = first ?? entries.endIndex
    defer { entries = entries[end...] }
    return entries[..<end]
  }

  /// Gives out the rest.
  mutating func takeAll() -> ArraySlice<PacketMovie.Entry> {
    defer { entries = [] }
    return entries
  }
}
