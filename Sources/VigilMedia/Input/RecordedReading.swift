import Foundation
import VigilCore

/// Reads a recorded source from start to end, as many times as requested, at the pace of the reader or of a schedule.
struct RecordedReading {
  var address: SourceAddress
  var options: MediaSourceOptions
  var clock: SourceClock
  /// What gets the packets, if they are kept.
  var packetFeed: PacketFeed?

  /// Sends every frame into the channel. Runs on a thread of its own.
  ///
  /// - Parameter opened: The source, where it is open already; taken for the first play.
  func run(
    from opened: inout VideoInput?, into channel: FrameChannel, record: StatusRecord
  ) throws(MediaError) {
    let limit = ReadLimit(stop: channel.stop, clock: clock)
    var index = 0
    var play = 0
    var replay = options.replay
    if replay != nil, replay?.start == nil { replay?.start = clock.now() }
    var timeline = RecordedTimeline()
    while !channel.stop.isStopped, options.plays.map({ play < $0 }) ?? true {
      let input: VideoInput
      if let first = opened.take() {
        input = first
      } else {
        input = try VideoInput.open(address, options: options, limit: limit, packetFeed: packetFeed)
      }
      record.update {
        $0.facts = input.facts
        $0.connection = .connected
        $0.missingPictures = input.missingPictures
      }
      input.prepare(&timeline)
      let converter = FrameConverter(input, passesJPEGs: options.passesJPEGs)
      var undecodableBefore = record.current.undecodableFrames
      let damagedBefore = record.current.damagedPlaces
      let firstIndex = index
      while isDue(index, replay, channel.stop), input.advance() {
        let time = input.time(on: &timeline)
        input.placePicture(at: time, arrival: replay == nil ? nil : clock.now())
        guard var frame = converter.frame(input.picture, index: index, time: time) else {
          undecodableBefore += 1
          continue
        }
        // A recording that is replayed as a camera arrives now; others were taken at another time.
        if replay != nil { (frame.date, frame.arrival) = (clock.date(), clock.now()) }
        _ = channel.send(.frame(frame))
        index += 1
        note(undecodableBefore + input.undecodable, damagedBefore + input.damagedPlaces, timeline, in: record)
      }
      if channel.stop.isStopped { return }
      note(undecodableBefore + input.undecodable, damagedBefore + input.damagedPlaces, timeline, in: record)
      try checkEnd(
        of: input, frames: index - firstIndex, isCutShort: input.isCutShort(seconds: timeline.passed),
        record: record)
      // A source that gives nothing would be reopened forever without a chance to stop.
      if index == firstIndex { return }
      timeline.startNextPlay()
      play += 1
    }
  }

  private func note(_ undecodable: Int, _ damaged: Int, _ timeline: RecordedTimeline, in record: StatusRecord)
  {
    record.update {
      $0.undecodableFrames = undecodable
      $0.damagedPlaces = damaged
      $0.correctedStamps = timeline.correctedStamps
    }
  }

  /// Waits until a picture is due; false if nobody wants it any more.
  private func isDue(_ index: Int, _ replay: ReplaySchedule?, _ stop: StopSignal) -> Bool {
    guard let replay else { return true }
    while !stop.isStopped {
      let early = replay.arrival(of: index) - clock.now()
      if early <= 0 { return true }
      clock.pause(early, stop)
    }
    return false
  }

  /// Distinguishes a complete source from one that is truncated or damaged.
  private func checkEnd(
    of input: VideoInput, frames: Int, isCutShort: Bool, record: StatusRecord
  ) throws(MediaError) {
    var isTruncated = isCutShort
    switch input.end {
    case .finished, .stopped: break
    case .brokenOff(let reason):
      guard frames > 0 else {
        // FFmpeg jumps to the end and gets the beginning.
        let hint =
          address.kind == .http && reason.contains("Stream ends prematurely")
          ? "; the server may be unable to send a part of a file, which an MP4 with its index at the end needs: download it first"
          : ""
        throw MediaError(.unreadable, "\(address.name) cannot be read: \(reason)\(hint)")
      }
      isTruncated = true
    case .silence, .undecodable:
      throw MediaError(
        .silence, "\(address.name) sent nothing for \(Int(options.silenceLimit)) s; check the network")
    }
    if frames == 0, input.undecodable > 0 {
      if Self.isAnimatedWebP(address) {
        throw MediaError(
          .noDecoder,
          "\(address.name) is an animated WebP, which the installed FFmpeg cannot decode; convert it to MP4")
      }
      throw MediaError(
        .undecodable,
        "none of the \(input.undecodable) pictures of \(address.name) can be decoded; the file is damaged")
    }
    if isTruncated { record.update { $0.isTruncated = true } }
  }

  /// Whether a file is a WebP that says of itself that it moves.
  private static func isAnimatedWebP(_ address: SourceAddress) -> Bool {
    guard let path = address.path, let file = FileHandle(forReadingAtPath: path),
      let head = try? file.read(upToCount: 21).map({ [UInt8]($0) }), head.count == 21
    else { return false }
    return head[0..<4].elementsEqual("RIFF".utf8) && head[8..<16].elementsEqual("WEBPVP8X".utf8)
      && head[20] & 2 != 0
  }
}
