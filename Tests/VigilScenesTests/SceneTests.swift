import Testing
import VigilCore
import VigilScenes

@Suite struct `Scenes` {
  static func description(
    _ anomaly: Anomaly?, seed: UInt64 = 7, light: Daylight = .day, weather: Weather = .clear
  ) -> SceneDescription {
    var description = SceneDescription(seed: seed)
    (description.width, description.height) = (160, 120)
    description.duration = 12
    description.anomaly = anomaly
    if anomaly != nil { (description.start, description.length) = (4, 5) }
    (description.light, description.weather) = (light, weather)
    return description
  }

  /// A hash of all pixels of some frames.
  static func hash(_ scene: Scene, _ frames: [Int]) -> UInt64 {
    frames.reduce(0xCBF2_9CE4_8422_2325) { hash, frame in
      scene.frame(frame).pixels.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
  }

  /// The mean difference of two frames, 0 ... 255.
  static func difference(_ one: Frame, _ other: Frame) -> Double {
    let sum = zip(one.pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(one.pixels.count)
  }

  @Test(arguments: [nil] + Anomaly.allCases)
  func `give the same pixels for the same seed, in any order`(anomaly: Anomaly?) {
    let scene = Scene(Self.description(anomaly))
    let again = Scene(Self.description(anomaly))
    #expect(Self.hash(scene, [0, 110, 299]) == Self.hash(again, [0, 110, 299]))
    _ = again.frame(200)
    #expect(scene.frame(110).pixels == again.frame(110).pixels)
    #expect(scene.frame(110).pixels != Scene(Self.description(anomaly, seed: 8)).frame(110).pixels)
  }

  @Test(arguments: Anomaly.allCases)
  func `say exactly which frames are abnormal`(anomaly: Anomaly) {
    let scene = Scene(Self.description(anomaly))
    #expect(scene.frameCount == 300)
    #expect(scene.anomaly == 100...225)
    var description = Self.description(anomaly)
    #expect(SceneFacts(description).anomaly == 100...225)
    description.length = 500
    #expect(SceneFacts(description).anomaly == 100...299)
    (description.start, description.length) = (nil, nil)
    let chosen = SceneFacts(description).anomaly
    #expect(chosen.map { $0.lowerBound >= 90 && $0.lowerBound <= 150 } == true)
    #expect(SceneFacts(Self.description(nil)).anomaly == nil)
  }

  @Test(arguments: [Anomaly.explosion, .crowd, .collision, .fight])
  func `move more while something is wrong`(anomaly: Anomaly) {
    var description = Self.description(anomaly)
    description.noise = 0
    let scene = Scene(description)
    func motion(_ frames: Range<Int>) -> Double {
      stride(from: frames.lowerBound, to: frames.upperBound, by: 6).reduce(0) {
        max($0, Self.difference(scene.frame($1), scene.frame($1 + 2)))
      }
    }
    #expect(motion(100..<160) > motion(40..<94) * 0.8)
    #expect(motion(100..<160) > 0.05)
  }

  @Test(arguments: Daylight.allCases, Weather.allCases)
  func `are rendered by day and night in all weathers`(light: Daylight, weather: Weather) {
    let frame = Scene(Self.description(nil, light: light, weather: weather)).frame(50)
    let mean = frame.pixels.reduce(0) { $0 + Int($1) } / frame.pixels.count
    #expect(light == .day ? (60...220).contains(mean) : (8...110).contains(mean), "\(mean)")
  }

  @Test func `are noisier by night, and not at all without noise`() {
    func noise(_ light: Daylight, _ strength: Double) -> Double {
      var description = Self.description(nil, light: light)
      description.noise = strength
      description.place = .square
      let scene = Scene(description)
      // The sky's noise is all that differs at the top of two frames that follow each other.
      let (one, other) = (
        scene.frame(10).pixels.prefix(160 * 3 * 8), scene.frame(11).pixels.prefix(160 * 3 * 8)
      )
      return zip(one, other).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(one.count)
    }
    #expect(noise(.day, 0) < 0.5)
    #expect(noise(.day, 1) > 1)
    #expect(noise(.night, 1) > noise(.day, 1))
  }

  @Test func `say all that is wrong with a description at once`() {
    var description = SceneDescription(seed: 1)
    (description.width, description.frameRate, description.duration, description.noise) = (161, 0, .nan, -1)
    description.start = 3
    #expect(description.complaints.count == 5)
    description = SceneDescription(seed: 1)
    (description.anomaly, description.place, description.start) = (.collision, .square, 40)
    #expect(description.complaints.count == 2)
    #expect(SceneDescription(seed: 1).complaints.isEmpty)
  }

  @Test func `of many seeds never fail`() {
    for seed in 0..<30 as Range<UInt64> {
      var description = Self.description(Anomaly.allCases[Int(seed) % 6], seed: seed * 977)
      (description.start, description.length) = (0, 1)
      description.duration = 1
      #expect(Scene(description).frame(24).pixels.count == 160 * 120 * 3)
    }
  }
}
