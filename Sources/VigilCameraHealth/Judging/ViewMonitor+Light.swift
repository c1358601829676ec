import Foundation

extension ViewMonitor {
  /// A cell further than this from the middle one is coloured.
  private static let leastColour: Float = 2.5

  /// Whether the colours went or came within four seconds.
  mutating func judgeDayNight(_ moment: Moment) -> [ViewChange] {
    guard let view else { return [] }
    let time = moment.time
    let coloured = view.colour.indices.filter { view.colour[$0] > Self.leastColour }
    if coloured.count >= 8 {
      func part(_ colour: [Float]) -> Float {
        coloured.map { colour[$0] / view.colour[$0] }.sorted()[coloured.count / 2]
      }
      let most = moment.colour.sorted()[moment.colour.count * 95 / 100]
      let isFast = since[.greyed] != nil || recent.contains { part($0.colour) > 0.5 }
      let isGrey = part(moment.colour) < 0.3 && most < 1.1 && isFast
      guard let start = holds(.greyed, isGrey, for: 0.9, at: time) else { return [] }
      return [changeLight(since: start, at: time, "the colours are gone: the camera switched to night")]
    }
    func count(_ colour: [Float]) -> Int { colour.count { $0 > Self.leastColour } }
    // Nearly half of what is coloured by day, if the view by day is known; else more than a bus has.
    let byDay = otherLight.map { count($0.colour) } ?? 0
    let isColoured = count(moment.colour) >= (byDay >= 8 ? max(8, byDay * 4 / 10) : 50)
    let isFast = since[.coloured] != nil || recent.contains { count($0.colour) < 8 }
    guard let start = holds(.coloured, isColoured && isFast, for: 0.9, at: time) else { return [] }
    return [changeLight(since: start, at: time, "the colours are back: the camera switched to day")]
  }

  private mutating func changeLight(since start: Double, at time: Double, _ message: String) -> ViewChange {
    swap(&view, &otherLight)
    (since[.greyed], since[.coloured], jump, candidate, learning) = (nil, nil, nil, nil, nil)
    recent = []
    doubt(from: start - 1, to: time + options.settlingOfLight)
    return ViewChange(.dayNight, .began, time: time, since: start, message: message)
  }

  /// Whether the whole picture became brighter or darker within a second, and stays so for another.
  mutating func judgeExposure(_ moment: Moment) -> [ViewChange] {
    let time = moment.time
    guard open[.flicker] == nil else {
      jump = nil
      return []
    }
    if let pending = jump {
      guard time - pending.at >= 0.9 else { return [] }
      jump = nil
      guard let now = Self.gain(from: pending.before, to: moment.picture.luminance),
        now.median / pending.gain > 0.6
      else { return [] }
      recent = []
      doubt(from: pending.at - 1, to: time + options.settling)
      let factor = exp(abs(now.median))
      let text = factor.formatted(
        .number.precision(.fractionLength(1)).locale(Locale(identifier: "en_GB")).grouping(.never))
      return [
        ViewChange(
          .exposure, .began, time: time, since: pending.at,
          message: "the whole picture became \(text) times as \(now.median > 0 ? "bright" : "dark") at once")
      ]
    }
    guard let before = recent.first(where: { time - $0.time <= 1.3 }),
      let gain = Self.gain(from: before.picture.luminance, to: moment.picture.luminance),
      abs(gain.median) >= 0.35, gain.isCommon, wasSteady(before),
      ViewMatch.share(moment.structure, before.structure) >= 0.5
    else { return [] }
    jump = (gain.median, before.picture.luminance.map(Float.init), time)
    return []
  }

  /// Whether the picture before one was as bright: after a flash everything seems darker at once.
  private func wasSteady(_ moment: Moment) -> Bool {
    guard let before = recent.last(where: { $0.time < moment.time }) else { return true }
    let difference = moment.picture.brightness - before.picture.brightness
    return abs(difference) < 0.15 * (before.picture.brightness + 12)
  }

  /// The gain between two pictures, as a logarithm, and whether nearly all cells share it.
  private static func gain(
    from before: [some BinaryInteger], to after: [UInt8]
  ) -> (median: Float, isCommon: Bool)? {
    gain(from: before.map { Float($0) }, to: after)
  }

  private static func gain(from before: [Float], to after: [UInt8]) -> (median: Float, isCommon: Bool)? {
    var ratios: [Float] = []
    for (before, after) in zip(before, after) where (6...248).contains(before) && (6...248).contains(after) {
      ratios.append(log((Float(after) + 12) / (before + 12)))
    }
    guard ratios.count >= after.count * 3 / 10 else { return nil }
    ratios.sort()
    let median = ratios[ratios.count / 2]
    let weakest = median > 0 ? ratios[ratios.count * 12 / 100] : -ratios[ratios.count * 88 / 100]
    return (median, weakest > 0.25 * abs(median))
  }

  /// Whether the light flickers.
  mutating func judgeFlicker(_ moment: Moment, isBlind: Bool) -> [ViewChange] {
    let time = moment.time
    guard !isBlind else {
      flicker = FlickerGauge()
      return open[.flicker] == nil ? [] : [end(.flicker, at: time, "the light no longer flickers")]
    }
    guard let before = recent.last, time - before.time < 1.6 else { return [] }
    flicker.add(from: before.picture.luminance, to: moment.picture.luminance)
    if open[.flicker] == nil, flicker.isFlickering {
      jump = nil
      return [
        begin(
          .flicker, at: time, since: time - 4,
          flicker.isBanded ? "the light flickers in bands across the picture" : "the light flickers")
      ]
    }
    guard open[.flicker] != nil, flicker.isCalm else { return [] }
    return [end(.flicker, at: time, "the light no longer flickers")]
  }
}
