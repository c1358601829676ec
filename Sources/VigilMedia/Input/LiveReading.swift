import VigilCore

/// Reads a live source for as long as it is wanted, reconnecting when it is lost.
struct LiveReading: Sendable {
  var address: SourceAddress
  var options: MediaSourceOptions
  var clock: SourceClock

  /// Sends frames and gaps into the channel. Runs on a thread of its own.
  ///
  /// Ends only when nobody reads any more; throws if the source cannot be reached at first, and
  /// whenever it refuses the password.
  func run(into channel: FrameChannel, record: StatusRecord) throws(MediaError) {
    let limit = ReadLimit(stop: channel.stop, clock: clock)
    var session = Session(backoff: Backoff(options))
    while !channel.stop.isStopped {
      let loss: Loss
      do {
        let input = try VideoInput(address, options: options, limit: limit)
        loss = play(input, session: &session, into: channel, record: record)
      } catch {
        if channel.stop.isStopped { return }
        guard session.mayRetry(after: error, attempts: options.initialAttempts) else { throw error }
        loss = Loss(reason: .connectionLost, message: error.message)
      }
      if channel.stop.isStopped { return }
      if session.loss == nil { session.loss = loss }
      if !session.timeline.hasBegun {
        session.failedAttempts += 1
        guard session.failedAttempts < options.initialAttempts else { throw error(of: loss) }
      }
      record.update { $0.connection = .lost(loss.message) }
      clock.pause(session.backoff.next(), channel.stop)
    }
  }

  /// Sends the frames of one connection until it is lost.
  private func play(
    _ input: VideoInput, session: inout Session, into channel: FrameChannel, record: StatusRecord
  ) -> Loss {
    let converter = FrameConverter(rotation: input.facts.rotation)
    let undecodableBefore = record.current.undecodableFrames
    session.timeline.startNextConnection()
    var isFirst = true
    while input.advance() {
      let hadBegun = session.timeline.hasBegun
      let lastTime = session.timeline.lastTime
      let time = session.timeline.time(stamp: input.pictureTime, now: clock.now())
      guard let frame = converter.frame(input.picture, index: session.nextIndex, time: time) else { continue }
      session.nextIndex += 1
      session.backoff.reset()
      if let loss = session.loss.take(), hadBegun {
        _ = channel.send(.gap(SourceGap(start: lastTime, end: time, reason: loss.reason)))
        record.update { $0.reconnections += 1 }
      }
      if isFirst {
        isFirst = false
        record.update {
          $0.facts = input.facts
          $0.connection = .connected
        }
      }
      let dropped = channel.send(.frame(frame))
      record.update {
        $0.droppedFrames += dropped
        $0.undecodableFrames = undecodableBefore + input.undecodable
      }
    }
    record.update { $0.undecodableFrames = undecodableBefore + input.undecodable }
    return loss(of: input)
  }

  private func loss(of input: VideoInput) -> Loss {
    let seconds = Int(options.silenceLimit)
    return switch input.end {
    case .finished, .stopped: Loss(reason: .connectionLost, message: "\(address.name) closed the connection")
    case .brokenOff(let reason):
      Loss(reason: .connectionLost, message: "\(address.name) broke off: \(reason)")
    case .silence: Loss(reason: .silence, message: "\(address.name) sent nothing for \(seconds) s")
    case .undecodable:
      Loss(reason: .undecodable, message: "\(address.name) sent nothing decodable for \(seconds) s")
    }
  }

  private func error(of loss: Loss) -> MediaError {
    switch loss.reason {
    case .silence: MediaError(.silence, loss.message)
    case .undecodable: MediaError(.undecodable, loss.message)
    default: MediaError(.connectionFailed, loss.message)
    }
  }

  /// Why a connection ended.
  private struct Loss {
    var reason: SourceGap.Reason
    var message: String
  }

  /// State that outlives a connection.
  private struct Session {
    var backoff: Backoff
    var timeline = LiveTimeline()
    var nextIndex = 0
    var failedAttempts = 0
    /// The first loss since the last frame.
    var loss: Loss?

    func mayRetry(after error: MediaError, attempts: Int) -> Bool {
      switch error.code {
      case .unauthorized: false
      case .connectionFailed, .silence: timeline.hasBegun || failedAttempts + 1 < attempts
      // A camera that just started may not send pictures yet, but at first it is more likely that there is none.
      default: timeline.hasBegun
      }
    }
  }
}
