extension ViewMonitor {
  /// Compares a picture with the view and with those just before it.
  mutating func judge(_ moment: Moment) -> [ViewChange] {
    let time = moment.time
    var changes: [ViewChange] = []
    let match = view.flatMap { ViewMatch(moment.structure, with: $0.structure) }

    changes += judgeDarkness(moment)
    changes += judgeCover(moment, match)
    let isBlind = open[.covered] != nil || open[.dark] != nil || match?.isGone == true
    if !isBlind {
      changes += judgeDayNight(moment)
      changes += judgeExposure(moment)
      changes += judgePlace(moment, match)
      changes += judgeFocus(moment, match)
    } else {
      candidate = nil
      jump = nil
    }
    changes += judgeFlicker(moment, isBlind: isBlind)

    let isElsewhere = match.map { $0.isGone || $0.isOther || $0.isShifted } ?? false
    if open[.covered] != nil || open[.flicker] != nil { doubt(from: time, to: time + options.settling) }
    let goesFast = lastPresent.map { time - $0 <= 6 } ?? true
    suspect((isElsewhere && (match?.isGone != true || goesFast)) || jump != nil, at: time)
    learn(moment, isSteady: !isBlind && !isElsewhere && open[.flicker] == nil)
    return changes
  }

  /// Makes a view of the first pictures, and lets it age with the later ones.
  private mutating func learn(_ moment: Moment, isSteady: Bool) {
    guard isSteady else { return }
    guard view == nil else {
      let passed = recent.last.map { moment.time - $0.time } ?? 0
      view?.approach(moment.picture, moment.structure, by: Float(min(0.02, passed / options.ageing)))
      return
    }
    var state = learning ?? (LearnedView(moment.picture, moment.structure), 0, moment.time)
    state.count += 1
    state.view.approach(moment.picture, moment.structure, by: 1 / Float(state.count))
    learning = state
    if moment.time - state.since >= options.learning, state.count >= 10 {
      (view, learning) = (state.view, nil)
    }
  }

  private mutating func judgeDarkness(_ moment: Moment) -> [ViewChange] {
    let time = moment.time
    let bright = moment.picture.luminance(quantile: 0.95)
    let mean = moment.picture.brightness
    if open[.dark] == nil {
      let isDark = bright < 30 && mean < 16 && open[.covered] == nil
      guard let start = holds(.dark, isDark, for: options.darkAfter, at: time) else { return [] }
      return [begin(.dark, at: time, since: start, "it is too dark to see anything")]
    }
    guard let start = holds(.light, bright > 42 || mean > 24, for: 2, at: time) else { return [] }
    recent = []
    return [end(.dark, at: time, since: start, "there is light again")]
  }

  private mutating func judgeCover(_ moment: Moment, _ match: ViewMatch?) -> [ViewChange] {
    let time = moment.time
    guard let match else { return [] }
    if match.presence >= 0.5 { lastPresent = time }
    if open[.covered] == nil {
      // What fades in minutes is dusk or fog; of what went before the first picture nothing is known.
      let isFast = lastPresent.map { time - $0 <= 6 } ?? (match.presence < 0.15)
      let isGone = match.isGone && open[.dark] == nil && (since[.gone] != nil || isFast)
      guard let start = holds(.gone, isGone, for: options.coveredAfter, at: time) else { return [] }
      since[.dark] = nil
      let picture = moment.picture
      let message =
        if picture.luminance(quantile: 0.95) < 30 {
          "the picture is black at once: the camera is covered, or the light is out"
        } else if picture.brightness > 190 {
          "nothing is to be seen but brightness: the camera is blinded or covered"
        } else {
          "nothing of the view is to be seen: the camera is covered"
        }
      return [begin(.covered, at: time, since: start, message)]
    }
    let isBack = holds(.back, match.isSame, for: 1, at: time)
    let isPresent = holds(.present, match.presence >= 0.5, for: 5, at: time)
    guard let start = isBack ?? isPresent else { return [] }
    (since[.back], since[.present], since[.gone]) = (nil, nil, nil)
    recent = []
    return [
      end(
        .covered, at: time, since: start,
        isBack != nil ? "the view is free again" : "something is to be seen again, but not the same view")
    ]
  }

  private mutating func judgePlace(_ moment: Moment, _ match: ViewMatch?) -> [ViewChange] {
    let time = moment.time
    if let change = judgeReturn(moment) { return [change] }
    guard let match else { return [] }
    guard match.isOther || match.isShifted else {
      if holds(.back, match.isSame, for: 1, at: time) != nil { candidate = nil }
      return []
    }
    since[.back] = nil
    guard var other = candidate else {
      candidate = (LearnedView(moment.picture, moment.structure), time, 0)
      return []
    }
    if ViewMatch.share(moment.structure, other.structure.structure) >= 0.5 {
      other.structure.approach(moment.picture, moment.structure, by: 0.15)
      other.misses = max(0, other.misses - 1)
    } else {
      other.misses += 1
    }
    // Not a view that stays, yet.
    guard other.misses < 4 else {
      candidate = (LearnedView(moment.picture, moment.structure), time, 0)
      return []
    }
    candidate = other
    guard time - other.since >= options.movedAfter, let before = view else { return [] }
    let wasMoved = calibrated != nil
    if !wasMoved { calibrated = [before] + [otherLight].compactMap { $0 } }
    (view, otherLight, candidate) = (other.structure, nil, nil)
    doubt(from: other.since, to: time + options.settling)
    guard !wasMoved || open[.moved] == nil else { return [] }
    let percent = max(
      abs(match.right) * 100 / ViewPicture.width, abs(match.down) * 100 / ViewPicture.height)
    return [
      begin(
        .moved, at: time, since: other.since,
        match.isShifted
          ? "the camera was turned by about \(percent) % of the picture; what was calibrated for the old view is stale"
          : "the camera shows another view; what was calibrated for the old one is stale")
    ]
  }

  /// Whether a camera that was moved shows again what it was calibrated for.
  private mutating func judgeReturn(_ moment: Moment) -> ViewChange? {
    guard let views = calibrated else { return nil }
    let same = views.firstIndex { ViewMatch(moment.structure, with: $0.structure)?.share ?? 0 >= 0.6 }
    guard let start = holds(.returned, same != nil, for: options.movedAfter, at: moment.time), let same else {
      return nil
    }
    since[.returned] = nil
    view = views[same]
    otherLight = views.indices.first { $0 != same }.map { views[$0] }
    (calibrated, candidate) = (nil, nil)
    return end(.moved, at: moment.time, since: start, "the camera shows the calibrated view again")
  }

  private mutating func judgeFocus(_ moment: Moment, _ match: ViewMatch?) -> [ViewChange] {
    guard let match, let view, view.detail >= 0.8 else { return [] }
    let ratio = moment.picture.detail / view.detail
    let time = moment.time
    if open[.defocused] == nil {
      let isFast = recent.contains { $0.picture.detail / view.detail > 0.7 }
      let isBlurred = match.isSame && ratio < 0.45 && (since[.defocused] != nil || isFast)
      guard let start = holds(.defocused, isBlurred, for: options.defocusedAfter, at: time) else { return [] }
      return [
        begin(
          .defocused, at: time, since: start,
          "the picture lost its detail: is the lens dirty or out of focus?")
      ]
    }
    guard let start = holds(.focused, ratio > 0.65, for: 5, at: time) else { return [] }
    return [end(.defocused, at: time, since: start, "the picture has its detail again")]
  }
}
