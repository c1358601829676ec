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
  /// How long reading has waited for data, in seconds.
  private(set) var waited = 0.0
  /// Why `advance()` returned false.
  private(set) var end = End.finished

  /// Why a connection ended.
  var connectionEnd: ConnectionEnd {
    switch end {
    case .finished, .stopped: .closed
    case .brokenOff(let reason): .brokenOff(reason)
    case .silence: .silence
    case .undecodable: .undecodable
    }
  }

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
  /// The number of the packet that is decoded next, if it was read already.
  private var heldPacket: Int?
  /// How long it took to find out what is in the source, in seconds; pictures came in meanwhile.
  let probing: Double
  private var firstStamp: Double?
  /// What a stamp is short of the camera's own clock, in seconds since 1970, as its sender reports tell; nil without any.
  private(set) var cameraClock: Double?

  /// Opens a source, over the one transport that `options` names, its main video stream and its decoder; packets also go to `packetFeed`.
  init(
    _ address: SourceAddress, options: MediaSourceOptions, limit: ReadLimit, packetFeed: PacketFeed? = nil
  ) throws(MediaError) {
    guard let packet = av_packet_alloc() else { fatalError("out of memory") }
    self.packet = packet
    demuxer = try Demuxer(address, options: options, limit: limit)
    reader = PacketReader(demuxer)
    if demuxer.isOverUDP, !reader.hasPacket() { throw Demuxer.silenceOverUDP(address) }
    stream = try reader.mainVideo()
    decoder = try PictureDecoder(stream, threads: options.decoderThreads, sourceName: address.name)
    facts = SourceFacts(demuxer: demuxer, stream: stream)
    silenceLimit = address.hasTimeLimits ? options.silenceLimit : nil
    self.packetFeed = packetFeed
    demuxer.select(stream, and: packetFeed?.open(demuxer, video: stream))
    probing = limit.clock.now() - demuxer.opened
    limit.set(seconds: silenceLimit)
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
  }

  /// The decoded picture.
  var picture: UnsafeMutablePointer<AVFrame> { decoder.picture }

  /// When the picture is shown, in seconds on the source's own clock, if stated.
  ///
  /// Of a live source without times there are none, whatever FFmpeg counts.
  var pictureTime: Double? { seconds(picture.pointee.best_effort_timestamp) }

  /// How long the picture is shown, in seconds, if stated.
  var pictureDuration: Double? {
    let duration = vigil_frame_duration(picture)
    return duration > 0 ? Double(duration) * av_q2d(stream.pointee.time_base) : nil
  }

  /// Tells the packets when the picture is shown on the reading's timeline, and when it arrived on the machine's
  /// clock where it comes as from a camera, in seconds.
  func placePicture(at time: Double, arrival: Double?) {
    packetFeed?.place(decoder.pictureNumber, at: time, arrival: arrival)
  }

  /// Places where data was damaged or missing.
  var damagedPlaces: Int { demuxer.passedOver + damage.places }

  /// Numbers without a picture in a sequence of pictures.
  var missingPictures: Int { demuxer.pictures?.missing ?? 0 }

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

  /// How late the picture is, the first one, because pictures came in while the source was opened; in seconds.
  var backlog: Double {
    guard let pictureTime, let firstStamp else { return 0 }
    return max(0, probing - (pictureTime - firstStamp))
  }

  /// Passes over packets without decoding them, until a key frame, which `advance()` then decodes. Nil at the end.
  ///
  /// Called again, it passes over that key frame too. All packets go to the feed.
  func skipToKeyFrame() -> SkippedPictures? {
    demuxer.limit.set(seconds: silenceLimit)
    var skipped = heldPacket == nil ? 0 : 1
    heldPacket = nil
    av_packet_unref(packet)
    while !isDraining {
      if let number = read() {
        guard packet.pointee.flags & AV_PKT_FLAG_KEY == 0 else {
          heldPacket = number
          decoder.flush()
          return SkippedPictures(count: skipped, keyStamp: packetStamp)
        }
        skipped += 1
        av_packet_unref(packet)
      }
      if case .stopped = end { return nil }
      if demuxer.limit.endsCall(), !isDraining {
        end = demuxer.limit.stop.isStopped ? .stopped : skipped > 8 ? .undecodable : .silence
        return nil
      }
    }
    return nil
  }

  /// Reads the next packet of the pictures without decoding it; it goes to the feed. Nil at the end.
  func readPicturePacket() -> PicturePacket? {
    guard !demuxer.limit.stop.isStopped else {
      end = .stopped
      return nil
    }
    demuxer.limit.set(seconds: silenceLimit)
    while !isDraining {
      if let number = read() {
        defer { av_packet_unref(packet) }
        return PicturePacket(
          number: number, stamp: packetStamp, isKey: packet.pointee.flags & AV_PKT_FLAG_KEY != 0)
      }
      if case .stopped = end { return nil }
      // Packets of another stream do not end a blocking call.
      if demuxer.limit.endsCall(), !isDraining {
        end = demuxer.limit.stop.isStopped ? .stopped : .silence
        return nil
      }
    }
    return nil
  }

  /// Gives the decoder one packet, or what remains to be done at the end.
  private func feed() {
    guard let number = heldPacket.take() ?? read() else { return }
    if !decoder.send(packet, number: number) { undecodable += 1 }
    av_packet_unref(packet)
  }

  /// Reads one packet of the video, and returns its number; nil if it was one of another stream, or the last.
  private func read() -> Int? {
    let clock = demuxer.limit.clock
    let began = clock.now()
    let reading = reader.read(into: packet)
    let duration = clock.now() - began
    if duration > Self.shortestWait { waited += duration }
    switch reading {
    case .packet:
      let number = packetFeed?.take(packet) ?? -1
      guard packet.pointee.stream_index == stream.pointee.index else {
        av_packet_unref(packet)
        return nil
      }
      packets += 1
      damage.note(
        isDamaged: packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0,
        isKey: packet.pointee.flags & AV_PKT_FLAG_KEY != 0)
      firstStamp = firstStamp ?? packetStamp
      if let stamp = packetStamp, let time = CameraClock.time(of: packet) { cameraClock = time - stamp }
      return number
    case .end:
      drain(.finished)
    case .failure where demuxer.limit.stop.isStopped:
      end = .stopped
    case .failure where demuxer.limit.isPassed:
      drain(.silence)
    case .failure(let status, let log):
      drain(.brokenOff(Demuxer.reason(status, log: log)))
    }
    return nil
  }

  /// A call that takes longer than this, in seconds, has waited for data.
  private static let shortestWait = 0.005

  /// When the picture of the packet is shown, in seconds on the source's own clock, if stated.
  private var packetStamp: Double? { seconds(packet.pointee.pts) }

  private func seconds(_ stamp: Int64) -> Double? {
    demuxer.hasStamps && stamp != vigil_no_timestamp
      ? Double(stamp) * av_q2d(stream.pointee.time_base) : nil
  }

  /// Drains the pictures that the decoder still holds.
  private func drain(_ reason: End) {
    end = reason
    isDraining = true
    _ = decoder.send(nil)
  }
}
