/// Recognises from small pictures when a camera shows something else than before without anything having happened there.
///
/// ```swift
/// var monitor = ViewMonitor(reference: stored.flatMap(ViewReference.init(bytes:)))
/// for change in monitor.note(ViewPicture(frame), at: time) { log(change.message) }
/// if score >= threshold, !monitor.isSettling(at: time) { raiseAlarm() }
/// ```
///
/// It wants about two pictures a second and passes over those that come within a quarter of a second. Times are monotonic
/// seconds. Its state does not grow. People and cars may hide half the view; what hides all of it, hides it.
///
/// The reference is the mean of the first ten seconds, and ages: what is new becomes a part of it within about twenty minutes. A view with
/// almost no structure (a white wall, thick fog) can be neither covered nor moved.
public struct ViewMonitor: Sendable {
  /// How long things must last.
  public let options: Options

  /// The view that pictures are compared with, once it is learned.
  var view: LearnedView?
  /// The one by infrared or by day, whichever it is not now.
  var otherLight: LearnedView?
  /// The views before the camera was moved.
  var calibrated: [LearnedView]?
  /// What goes on: the time since when.
  public private(set) var open: [ViewChange.Kind: Double] = [:]

  /// The pictures from which a view is being made.
  var learning: (view: LearnedView, count: Int, since: Double)?
  /// The latest pictures: those of four seconds.
  var recent: [Moment] = []
  /// Since when each condition holds, until it is confirmed.
  var since: [Condition: Double] = [:]
  /// Another view that may stay.
  var candidate: (structure: LearnedView, since: Double, misses: Int)?
  /// An exposure that jumped and must hold to count.
  var jump: (gain: Float, before: [Float], at: Double)?
  var flicker = FlickerGauge()
  /// When the view was last to be seen, itself or another.
  var lastPresent: Double?
  /// Times in which scores may come from a change; the latest is last.
  private(set) var doubtful: [ClosedRange<Double>] = []
  private var suspicionSince: Double?
  private var lastTime = -Double.infinity
  private var identicalSince: Double?
  /// The picture that is frozen, of which a new connection may give more.
  private var frozen: UInt64?

  /// A picture and what was found in it.
  struct Moment: Sendable {
    var time: Double
    var picture: ViewPicture
    var structure: ViewStructure
    var colour: [Float]
  }

  /// What must last to count.
  enum Condition: Hashable, Sendable {
    case gone, present, back, returned, dark, light, defocused, focused, greyed, coloured
  }

  /// Begins without a view, or with one that was learned before.
  public init(options: Options = Options(), reference: ViewReference? = nil) {
    self.options = options
    view = reference?.view
    otherLight = reference?.otherLight
    calibrated = reference?.calibrated
    // Whoever was told of the move is still waiting for its end.
    if calibrated != nil { open[.moved] = -.infinity }
  }

  /// What to keep for the next start; nil until a view is learned.
  public var reference: ViewReference? {
    view.map { ViewReference(view: $0, otherLight: otherLight, calibrated: calibrated) }
  }

  /// Whether the camera shows another view than it was calibrated for; until `acceptView`, or until it is turned back.
  public var hasMoved: Bool { calibrated != nil }

  /// Whether a score of this moment may come from a change of the scene, so that it should raise no alarm by itself.
  ///
  /// True while a change goes on or is suspected, and for some seconds after it; answers for the last minutes too.
  public func isSettling(at time: Double) -> Bool {
    doubtful.contains { $0.contains(time) }
  }

  /// Takes the view of now for the right one, after the camera was moved on purpose or calibrated anew.
  public mutating func acceptView(at time: Double) -> [ViewChange] {
    calibrated = nil
    // Whatever else it knew is of the old place.
    otherLight = open[.moved] == nil ? otherLight : nil
    guard open[.moved] != nil else { return [] }
    return [end(.moved, at: time, "the new view was accepted")]
  }

  /// Takes note that the connection was lost and is back.
  public mutating func noteReconnect(at time: Double) -> [ViewChange] {
    recent = []
    jump = nil
    flicker = FlickerGauge()
    identicalSince = nil
    doubt(from: time, to: time + options.settling)
    return [ViewChange(.reconnected, .began, time: time, message: "the camera was connected again")]
  }

  /// Takes note of the next picture.
  ///
  /// - Returns: what began or ended with it, mostly nothing.
  public mutating func note(_ picture: ViewPicture, at time: Double) -> [ViewChange] {
    guard time >= lastTime + 0.25 else { return [] }
    if time > lastTime + 10 { forgetMoments() }
    lastTime = time
    let changes = noteFreeze(picture, at: time)
    guard open[.frozen] == nil else { return changes }
    let moment = Moment(
      time: time, picture: picture, structure: ViewStructure(picture), colour: picture.colourfulness)
    defer {
      recent.append(moment)
      recent.removeAll { $0.time < time - 4 }
    }
    return changes + judge(moment)
  }

  /// Begins a change that goes on.
  mutating func begin(_ kind: ViewChange.Kind, at time: Double, since: Double, _ message: String)
    -> ViewChange
  {
    open[kind] = since
    doubt(from: since, to: time + options.settling)
    return ViewChange(kind, .began, time: time, since: since, message: message)
  }

  /// Ends one.
  mutating func end(_ kind: ViewChange.Kind, at time: Double, since: Double? = nil, _ message: String)
    -> ViewChange
  {
    open[kind] = nil
    doubt(from: time, to: time + options.settling)
    return ViewChange(kind, .ended, time: time, since: since, message: message)
  }

  /// Marks a span whose scores may come from a change.
  mutating func doubt(from start: Double, to end: Double) {
    if let last = doubtful.last, last.upperBound >= start {
      doubtful[doubtful.count - 1] = min(last.lowerBound, start)...max(last.upperBound, end)
    } else {
      doubtful.append(start...max(start, end))
      if doubtful.count > 32 { doubtful.removeFirst() }
    }
  }

  /// Marks this moment while something looks like a change, but no longer than a suspicion may last.
  mutating func suspect(_ isSuspicious: Bool, at time: Double) {
    guard isSuspicious else { return suspicionSince = nil }
    let start = suspicionSince ?? time
    suspicionSince = start
    if time - start <= options.longestSuspicion { doubt(from: time, to: time + 1.5) }
  }

  /// Whether a condition holds for so long now; forgets it once it does not hold.
  mutating func holds(_ condition: Condition, _ isTrue: Bool, for seconds: Double, at time: Double) -> Double?
  {
    guard isTrue else {
      since[condition] = nil
      return nil
    }
    let start = since[condition] ?? time
    since[condition] = start
    return time - start >= seconds ? start : nil
  }

  /// After a gap nothing can be said of how fast things changed.
  private mutating func forgetMoments() {
    recent = []
    since = [:]
    jump = nil
    candidate = nil
    flicker = FlickerGauge()
    identicalSince = nil
    suspicionSince = nil
  }

  private mutating func noteFreeze(_ picture: ViewPicture, at time: Double) -> [ViewChange] {
    guard let last = frozen ?? recent.last?.picture.fingerprint, last == picture.fingerprint else {
      (identicalSince, frozen) = (nil, nil)
      guard open[.frozen] != nil else { return [] }
      recent = []
      return [end(.frozen, at: time, "the picture changes again")]
    }
    let start = identicalSince ?? recent.last?.time ?? time
    identicalSince = start
    if open[.frozen] != nil { doubt(from: time, to: time + options.settling) }
    // The picture that the next ones are compared with must not grow old.
    if let last = recent.indices.last { recent[last].time = time }
    guard open[.frozen] == nil, time - start >= options.frozenAfter else { return [] }
    frozen = picture.fingerprint
    return [
      begin(
        .frozen, at: time, since: start,
        "the picture has not changed for \(Int(time - start)) s, not even by noise")
    ]
  }
}
