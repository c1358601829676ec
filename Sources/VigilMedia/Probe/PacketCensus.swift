import CFFmpeg

/// Counts the packets of a source. Belongs to the thread that reads.
struct PacketCensus {
  /// Pictures so far.
  private(set) var pictures = 0
  /// Those that can be decoded by themselves.
  private(set) var keyFrames = 0

  private let demuxer: Demuxer
  private let video: UnsafeMutablePointer<AVStream>
  private let sound: UnsafeMutablePointer<AVStream>?
  private var parameters: StreamParameters
  private var bytes = 0
  /// The times of pictures, in seconds on the source's clock.
  private var first: Double?
  private var last: Double?
  private var lastKey: Double?
  private var longestInterval = 0.0
  /// Times that went back, or on by more than a second.
  private var jumps = 0
  private var previous: Double?

  /// Counts the packets of a video and its sound.
  init(_ demuxer: Demuxer, video: UnsafeMutablePointer<AVStream>) {
    self.demuxer = demuxer
    self.video = video
    let sounds = demuxer.streams.filter { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
    // The one that a clip would have.
    sound = sounds.first { StreamParameters($0).fitsMP4 } ?? sounds.first
    parameters = StreamParameters(video)
  }

  /// From the first picture to the last, in seconds by the source's clock.
  var span: Double {
    guard let first, let last else { return 0 }
    return max(0, last - first)
  }

  /// Counts a packet.
  mutating func count(_ packet: UnsafeMutablePointer<AVPacket>) {
    let index = packet.pointee.stream_index
    if index == video.pointee.index || index == sound?.pointee.index { bytes += Int(packet.pointee.size) }
    guard index == video.pointee.index else { return }
    pictures += 1
    let isKey = packet.pointee.flags & AV_PKT_FLAG_KEY != 0
    if isKey {
      keyFrames += 1
      // What a container says of size may be less than the pictures' own header does.
      if let size = PictureSize.ofPacket(packet, parameters: parameters) {
        (parameters.width, parameters.height) = size
      }
    }
    // In the order of packets, decoding times do not go back; presentation times do.
    let decoding = seconds(packet.pointee.dts) ?? seconds(packet.pointee.pts)
    if let decoding, let previous, decoding < previous || decoding > previous + 1 { jumps += 1 }
    previous = decoding ?? previous
    guard let time = seconds(packet.pointee.pts) ?? decoding else { return }
    first = min(first ?? time, time)
    last = max(last ?? time, time)
    guard isKey else { return }
    longestInterval = max(longestInterval, time - (lastKey ?? time))
    lastKey = time
  }

  private func seconds(_ ticks: Int64) -> Double? {
    demuxer.hasStamps && ticks != vigil_no_timestamp ? Double(ticks) * av_q2d(video.pointee.time_base) : nil
  }

  /// What was counted.
  ///
  /// - Parameter elapsed: How long it took, in seconds, for sources without times.
  func report(elapsed: Double) -> CameraReport {
    let hasTimes = span > 0
    let codecID = video.pointee.codecpar.pointee.codec_id
    let profile = avcodec_profile_name(codecID, video.pointee.codecpar.pointee.profile).map {
      String(cString: $0)
    }
    var report = CameraReport(
      source: demuxer.address.name, codec: parameters.codec, profile: profile, fitsMP4: parameters.fitsMP4,
      width: parameters.width, height: parameters.height)
    report.seconds = hasTimes ? span : elapsed
    if pictures > 1, report.seconds > 0 {
      let rate = Double(pictures - 1) / report.seconds
      report.frameRate = rate
      // The last picture lasts too.
      report.bitRate = Double(bytes) * 8 * rate / Double(pictures)
    }
    report.keyFrames = keyFrames
    let tail = last.flatMap { last in (lastKey ?? first).map { last - $0 } } ?? (keyFrames < 2 ? elapsed : 0)
    report.keyFrameInterval = max(longestInterval, tail)
    report.sound = sound.map { sound in
      let parameters = StreamParameters(sound)
      return CameraReport.Sound(codec: parameters.codec, fitsMP4: parameters.fitsMP4)
    }
    report.clockNote =
      !hasTimes
      ? "pictures have no times; those of their arrival count"
      : jumps > 0 ? "times of pictures jumped \(jumps == 1 ? "once" : "\(jumps) times")" : nil
    return report
  }
}
