import CFFmpeg

/// An open source that decodes one picture after another. Belongs to one thread.
final class VideoInput {
  /// Why decoding ended.
  enum End {
    /// The container has no more.
    case finished
    /// The source broke off before its end, for the reason given.
    case brokenOff(String)
    /// Nothing arrived for too long.
    case silence
    /// Data arrived, but no picture could be decoded for too long.
    case undecodable
    /// Nobody reads any more.
    case stopped
  }

  let facts: SourceFacts
  /// Packets and pictures that were skipped because they cannot be decoded.
  private(set) var undecodable = 0
  /// Packets of the video that were read.
  private(set) var packets = 0
  /// Why `advance()` returned false.
  private(set) var end = End.finished

  let demuxer: Demuxer
  /// The main video.
  let stream: UnsafeMutablePointer<AVStream>
  private let reader: PacketReader
  private let decoder: PictureDecoder
  private let packet: UnsafeMutablePointer<AVPacket>
  private let silenceLimit: Double?
  private let packetFeed: PacketFeed?
  private var damage = DamageCount()
  private var isDraining = false

  /// Opens a source, its main video stream and its decoder; packets also go to `packetFeed`.
  init(
    _ address: SourceAddress, options: MediaSourceOptions, limit: ReadLimit, packetFeed: PacketFeed? = nil
  ) throws(MediaError) {
    guard let packet = av_packet_alloc() else { fatalError("out of memory") }
    self.packet = packet
    demuxer = try Demuxer(address, options: options, limit: limit)
    reader = PacketReader(demuxer)
    stream = try reader.mainVideo()
    decoder = try PictureDecoder(stream, threads: options.decoderThreads, sourceName: address.name)
    facts = SourceFacts(demuxer: demuxer, stream: stream)
    silenceLimit = address.hasTimeLimits ? options.silenceLimit : nil
    self.packetFeed = packetFeed
    demuxer.select(stream, and: packetFeed?.open(demuxer, video: stream))
    limit.set(seconds: silenceLimit)
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
  }

  /// The decoded picture.
  var picture: UnsafeMutablePointer<AVFrame> { decoder.picture }

  /// When the picture is shown, in seconds on the source's own clock, if stated.
  var pictureTime: Double? {
    let stamp = picture.pointee.best_effort_timestamp
    return stamp == vigil_no_timestamp ? nil : Double(stamp) * av_q2d(stream.pointee.time_base)
  }

  /// How long the picture is shown, in seconds, if stated.
  var pictureDuration: Double? {
    let duration = vigil_frame_duration(picture)
    return duration > 0 ? Double(duration) * av_q2d(stream.pointee.time_base) : nil
  }

  /// Tells the packets when the picture is shown on the reading's timeline, in seconds.
  func placePicture(at time: Double) {
    packetFeed?.place(decoder.pictureNumber, at: time)
  }

  /// Places where data was damaged or missing.
  var damagedPlaces: Int { demuxer.passedOver + damage.places }

  /// The time of the picture on a timeline that goes with the source.
  func time(on timeline: inout RecordedTimeline) -> Double {
    timeline.time(stamp: pictureTime, duration: pictureDuration) {
      reader.upcomingStamps(of: stream, atMost: RecordedTimeline.witnesses)
    }
  }

  /// Tells a timeline what the container says about time.
  func prepare(_ timeline: inout RecordedTimeline) {
    timeline.longestPause = demuxer.longestPause
    timeline.nominalDuration = 1 / (facts.frameRate ?? 25)
    timeline.claimedLength = demuxer.hasUnsteadyClock ? nil : facts.duration
  }

  /// Whether a recorded source, of which `seconds` were passed, is clearly shorter than its container claimed.
  func isCutShort(seconds: Double) -> Bool {
    guard !damage.isAtEnd else { return true }
    guard let duration = facts.duration, let frameRate = facts.frameRate else { return false }
    if stream.pointee.nb_frames > 0 {
      // The count alone is no evidence: an edit list skips frames that the container has.
      return packets < Int(stream.pointee.nb_frames) && seconds + 1.5 / frameRate < duration
    }
    // Sound may outlast the pictures, and a length guessed from the bit rate is unreliable.
    return !facts.hasAudio && seconds + 1 < duration
      && demuxer.context.pointee.duration_estimation_method != AVFMT_DURATION_FROM_BITRATE
  }

  /// Decodes the next picture. False at the end, whose kind is in `end`.
  func advance() -> Bool {
    // A source that needs no input, such as a test picture, never calls the interrupt handler.
    guard !demuxer.limit.stop.isStopped else {
      end = .stopped
      return false
    }
    demuxer.limit.set(seconds: silenceLimit)
    let firstPacket = packets
    while true {
      switch decoder.receive() {
      case .picture: return true
      case .end: return false
      case .undecodable: undecodable += 1
      case .nothingYet:
        guard !isDraining else { return false }
        feed()
        if case .stopped = end { return false }
        // Packets without a picture do not end a blocking call, so their time is checked here.
        if facts.isLive, demuxer.limit.endsCall(), !isDraining {
          // A few packets may precede the first picture.
          let isUndecodable = packets - firstPacket > 8
          end = demuxer.limit.stop.isStopped ? .stopped : isUndecodable ? .undecodable : .silence
          return false
        }
      }
    }
  }

  /// Reads one packet into the decoder.
  private func feed() {
    defer { av_packet_unref(packet) }
    switch reader.read(into: packet) {
    case .packet:
      let number = packetFeed?.take(packet) ?? -1
      guard packet.pointee.stream_index == stream.pointee.index else { return }
      packets += 1
      damage.note(
        isDamaged: packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0,
        isKey: packet.pointee.flags & AV_PKT_FLAG_KEY != 0)
      if !decoder.send(packet, number: number) { undecodable += 1 }
    case .end:
      drain(.finished)
    case .failure where demuxer.limit.stop.isStopped:
      end = .stopped
    case .failure where demuxer.limit.isPassed:
      drain(.silence)
    case .failure(let status, let log):
      drain(.brokenOff(Demuxer.reason(status, log: log)))
    }
  }

  /// Drains the pictures that the decoder still holds.
  private func drain(_ reason: End) {
    end = reason
    isDraining = true
    _ = decoder.send(nil)
  }
}
