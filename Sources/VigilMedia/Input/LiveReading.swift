import Foundation
import VigilCore

/// Reads a live source for as long as it is wanted, reconnecting when it is lost.
struct LiveReading {
  var address: SourceAddress
  var options: MediaSourceOptions
  var clock: SourceClock
  /// Opens one connection after another.
  var open: (StopSignal) throws(MediaError) -> any PictureConnection

  /// Sends frames, losses and gaps into the channel. Runs on a thread of its own.
  ///
  /// Ends only when nobody reads any more, or the source turns out to be a recording; unless the policy retries forever, throws if
  /// the source cannot be reached or rejects the password before the first frame.
  func run(into channel: FrameChannel, record: StatusRecord) throws(MediaError) -> Outcome {
    var session = Session(
      backoff: Backoff(options.retry, random: clock.random), freeze: FreezeLimit(options.frozenLimit))
    while !channel.stop.isStopped {
      let loss: ConnectionLoss
      do {
        let connection = try open(channel.stop)
        if connection.facts.isLive {
          record.update { $0.facts = connection.facts }
          loss = play(connection, session: &session, into: channel, record: record)
        } else if !session.timeline.hasBegun {
          return .isRecording(connection)
        } else if options.retry.initialAttempts != nil {
          return .ended
        } else {
          // A stream that was live is over, and may begin anew.
          loss = self.loss(.closed)
        }
      } catch {
        if channel.stop.isStopped { return .ended }
        guard session.mayRetry(after: error, attempts: options.retry.initialAttempts) else {
          throw givenUp(error)
        }
        loss = ConnectionLoss(error)
      }
      if channel.stop.isStopped { return .ended }
      if !session.wasThere, let attempts = options.retry.initialAttempts {
        session.failedAttempts += 1
        guard session.failedAttempts < attempts else { throw givenUp(error(of: loss)) }
      } else if session.loss?.reason != loss.reason {
        // Reported when it happens, and again if the reason changes.
        let (time, date) = (session.timeline.lastTime, session.lastDate)
        _ = channel.send(
          .lost(SourceLoss(reason: loss.reason, time: time, date: date, message: loss.message)))
        session.firstReason = session.firstReason ?? loss.reason
        session.loss = loss
      }
      record.update { $0.connection = .lost(loss.message) }
      clock.pause(session.backoff.next(wasRefused: loss.isLasting), channel.stop)
    }
    return .ended
  }

  /// An error, with how to go on trying where that may help.
  private func givenUp(_ error: MediaError) -> MediaError {
    guard let attempts = options.retry.initialAttempts, attempts > 1,
      error.code == .connectionFailed || error.code == .silence
    else { return error }
    return MediaError(
      error.code, "\(error.message); gave up after \(attempts) attempts, --wait tries for as long as it takes"
    )
  }

  /// How a reading ends.
  enum Outcome {
    /// Nobody reads any more, or the stream is over.
    case ended
    /// Nothing was read: the source is no live one, and this is its open connection.
    case isRecording(any PictureConnection)
  }

  /// Sends the frames of one connection until it is lost.
  private func play(
    _ connection: any PictureConnection, session: inout Session, into channel: FrameChannel,
    record: StatusRecord
  ) -> ConnectionLoss {
    var undecodableBefore = record.current.undecodableFrames
    session.timeline.startNextConnection()
    var firstFrame: Double?
    var lastFrame = clock.now()
    var lateness: Lateness?
    while connection.advance() {
      let (hadBegun, lastTime) = (session.timeline.hasBegun, session.timeline.lastTime)
      let now = clock.now()
      session.wasThere = true
      lateness = lateness ?? Lateness(limit: options.latenessLimit, backlog: connection.backlog)
      lateness?.note(stamp: connection.pictureTime, now: now, waited: connection.waited)
      // What comes before anybody reads is no part of the reading.
      guard channel.isRead else {
        lastFrame = now
        continue
      }
      let age = lateness?.age ?? 0
      let (arrival, date) = (now - age, clock.date() - age)
      let time = session.timeline.time(stamp: connection.pictureTime, now: arrival)
      connection.placePicture(at: time, arrival: arrival)
      guard var frame = connection.frame(index: session.nextIndex, time: time) else {
        undecodableBefore += 1
        guard now - lastFrame > options.silenceLimit else { continue }
        record.update { $0.undecodableFrames = undecodableBefore + connection.undecodable }
        return loss(.undecodable)
      }
      lastFrame = now
      (frame.date, frame.arrival) = (date, arrival)
      session.nextIndex += 1
      if let reason = session.firstReason.take() {
        session.loss = nil
        _ = channel.send(
          .gap(
            SourceGap(
              start: lastTime, end: time, reason: reason, startDate: session.lastDate, endDate: date)))
        if hadBegun { record.update { $0.reconnections += 1 } }
      }
      session.lastDate = date
      if let firstFrame {
        if now - firstFrame >= options.retry.steadyTime { session.backoff.reset() }
      } else {
        firstFrame = now
        session.backoff.accept()
        record.update {
          $0.facts = connection.facts
          $0.connection = .connected
        }
      }
      let unchanged = session.stillness.note(frame)
      let cameraTime = connection.cameraClock.flatMap { clock in connection.pictureTime.map { clock + $0 } }
      let dropped = channel.send(.frame(frame))
      record.update {
        $0.unchangedSeconds = unchanged
        $0.cameraOrigin = cameraTime.map { $0 - time }
        $0.droppedFrames += dropped
        $0.undecodableFrames = undecodableBefore + connection.undecodable
      }
      if session.freeze.note(unchanged: unchanged, at: now) {
        return ConnectionLoss(frozenFor: unchanged, address)
      }
      if lateness?.isTooMuch == true, !catchUp(connection, &lateness, session: &session, record: record) {
        break
      }
    }
    record.update { $0.undecodableFrames = undecodableBefore + connection.undecodable }
    return loss(connection.end)
  }

  /// Skips to the key frame from which on the pictures are no longer late; false if the connection ends before.
  private func catchUp(
    _ connection: any PictureConnection, _ lateness: inout Lateness?, session: inout Session,
    record: StatusRecord
  ) -> Bool {
    let began = clock.now()
    var skipped = 0
    defer {
      session.nextIndex += skipped
      let isReported = session.lastLateReport.map { began - $0 >= Session.lateReportInterval } ?? true
      if isReported { session.lastLateReport = began }
      record.update {
        $0.lateFrames += skipped
        if isReported { $0.lateReports += 1 }
      }
    }
    while lateness?.isMended == false {
      guard let pictures = connection.skipToKeyFrame() else { return false }
      skipped += pictures.count
      let now = clock.now()
      lateness?.note(stamp: pictures.keyStamp, now: now, waited: connection.waited)
      // Some pictures must be seen, whatever comes.
      guard now - began <= options.latenessLimit else {
        lateness?.acceptAbundance()
        break
      }
    }
    return true
  }

  private func loss(_ end: ConnectionEnd) -> ConnectionLoss {
    ConnectionLoss(end, of: address, silenceLimit: options.silenceLimit)
  }

  private func error(of loss: ConnectionLoss) -> MediaError {
    switch loss.reason {
    case .silence: MediaError(.silence, loss.message)
    case .undecodable: MediaError(.undecodable, loss.message)
    default: MediaError(.connectionFailed, loss.message)
    }
  }

  /// State that outlives a connection.
  private struct Session {
    var backoff: Backoff
    var freeze: FreezeLimit
    var timeline = LiveTimeline()
    var stillness = Stillness()
    var nextIndex = 0
    var failedAttempts = 0
    /// Whether pictures have come, read or not.
    var wasThere = false
    /// The last loss that was reported since the last frame.
    var loss: ConnectionLoss?
    /// The first reason for the loss since the last frame.
    var firstReason: SourceGap.Reason?
    /// When the last frame arrived.
    var lastDate: Date?
    /// When it was last reported that late frames are skipped.
    var lastLateReport: Double?

    /// The shortest time between two reports of late frames, in seconds.
    static let lateReportInterval = 60.0

    func mayRetry(after error: MediaError, attempts: Int?) -> Bool {
      guard let attempts else { return true }
      if wasThere { return true }
      return switch error.code {
      case .connectionFailed, .silence: failedAttempts + 1 < attempts
      // A camera that just started may not send pictures yet, but at first it is more likely that there is none.
      default: false
      }
    }
  }
}
