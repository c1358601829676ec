import Foundation
import VigilCore

/// Reads a source's packets into a ring for as long as it is wanted, reconnecting when it is lost.
struct PacketReading {
  var address: SourceAddress
  var options: MediaSourceOptions
  var clock: SourceClock
  var ring: PacketRing
  var report: @Sendable (PacketSource.Report) -> Void

  /// Runs on a thread of its own until it is told to stop.
  func run(stop: StopSignal, record: StatusRecord) {
    let feed = PacketFeed(ring)
    var session = Session(backoff: Backoff(options.retry, random: clock.random))
    while !stop.isStopped {
      let loss: ConnectionLoss
      do throws(MediaError) {
        // Leaving the scope closes the connection, before another one is opened.
        let input = try VideoInput.open(
          address, options: options, limit: ReadLimit(stop: stop, clock: clock), packetFeed: feed)
        record.update { $0.facts = input.facts }
        loss = play(input, feed, &session, stop: stop, record: record)
        if case .finished = input.end, !input.facts.isLive {
          // A recording that stands for a camera begins again.
          session.plays += 1
          if let plays = options.plays, session.plays >= plays { return }
          continue
        }
      } catch {
        loss = ConnectionLoss(error)
      }
      if stop.isStopped { return }
      note(loss, &session, record)
      clock.pause(session.backoff.next(wasRefused: loss.isLasting), stop)
    }
  }

  /// Reads one connection until it is lost.
  private func play(
    _ input: VideoInput, _ feed: PacketFeed, _ session: inout Session, stop: StopSignal, record: StatusRecord
  ) -> ConnectionLoss {
    session.timeline.startNextConnection()
    let isLive = input.facts.isLive
    let rate = options.replay ?? ReplaySchedule(start: nil, framesPerSecond: input.facts.frameRate ?? 25)
    let began = clock.now()
    session.began = session.began ?? rate.start ?? began
    var lateness = Lateness(limit: options.latenessLimit, backlog: input.probing)
    var count = 0
    while isLive || isDue(session.index, rate, began: session.began ?? began, stop: stop),
      let packet = input.readPicturePacket()
    {
      let now = clock.now()
      lateness.note(stamp: packet.stamp, now: now, waited: input.waited)
      let arrival = isLive ? now - lateness.age : now
      let before = session.timeline.lastTime
      let settled = session.timeline.add(
        packet.number, stamp: packet.stamp, isKey: packet.isKey, now: arrival)
      for picture in settled { feed.place(picture.number, at: picture.time, arrival: nil) }
      ring.tieOrigin(to: arrival - session.timeline.lastTime, reading: feed.reading)
      let cameraTime = input.cameraClock.flatMap { clock in session.timeline.lastStamp.map { clock + $0 } }
      let time = session.timeline.lastTime
      record.update { $0.cameraOrigin = cameraTime.map { $0 - time } }
      if count == 0 { noteConnection(input, &session, before: before, arrival: arrival, record) }
      if now - began >= options.retry.steadyTime { session.backoff.reset() }
      session.lastDate = clock.date()
      count += 1
      session.index += 1
    }
    for picture in session.timeline.flush() { feed.place(picture.number, at: picture.time, arrival: nil) }
    return ConnectionLoss(input.connectionEnd, of: address, silenceLimit: options.silenceLimit)
  }

  /// Waits until a picture of a recording is due; false if nobody wants it any more.
  private func isDue(_ index: Int, _ schedule: ReplaySchedule, began: Double, stop: StopSignal) -> Bool {
    let due = began + Double(index) / schedule.framesPerSecond
    while !stop.isStopped {
      let early = due - clock.now()
      if early <= 0 { return true }
      clock.pause(early, stop)
    }
    return false
  }

  private func noteConnection(
    _ input: VideoInput, _ session: inout Session, before: Double, arrival: Double, _ record: StatusRecord
  ) {
    session.backoff.accept()
    let wasLost = session.firstReason != nil
    record.update {
      $0.connection = .connected
      if session.wasThere, wasLost { $0.reconnections += 1 }
    }
    report(.connected(input.facts))
    if let reason = session.firstReason.take() {
      report(
        .gap(
          SourceGap(
            start: before, end: session.timeline.lastTime, reason: reason, startDate: session.lastDate,
            endDate: clock.date())))
    }
    session.reason = nil
    session.wasThere = true
  }

  /// Tells of a loss when it happens, and again when the reason changes.
  private func note(_ loss: ConnectionLoss, _ session: inout Session, _ record: StatusRecord) {
    record.update { $0.connection = .lost(loss.message) }
    guard session.reason != loss.reason else { return }
    session.reason = loss.reason
    session.firstReason = session.firstReason ?? loss.reason
    report(
      .lost(
        SourceLoss(
          reason: loss.reason, time: session.timeline.lastTime, date: session.lastDate, message: loss.message)
      ))
  }

  /// State that outlives a connection.
  private struct Session {
    var backoff: Backoff
    var timeline = PacketTimeline()
    var plays = 0
    /// Pictures that were read, and when the first one was due.
    var index = 0
    var began: Double?
    var wasThere = false
    /// Why there was no connection when that was last told.
    var reason: SourceGap.Reason?
    /// Why the connection was lost at first.
    var firstReason: SourceGap.Reason?
    var lastDate: Date?
  }
}
