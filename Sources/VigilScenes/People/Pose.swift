import Foundation

/// The pose of a body; angles in radians.
struct Pose: Sendable {
  enum Joint: Int {
    /// Trunk to the front, to the right, and turned to the left.
    case lean, tip, twist
    /// Head to the front.
    case nod
    /// Thighs to the front; knees to the back.
    case leftThigh, rightThigh, leftKnee, rightKnee
    /// Arms to the front and to their side; elbows to the front.
    case leftArm, rightArm, leftSpread, rightSpread, leftElbow, rightElbow
  }

  private var angles = SIMD16<Float>.zero

  subscript(_ joint: Joint) -> Float {
    get { angles[joint.rawValue] }
    set { angles[joint.rawValue] = newValue }
  }

  init(_ angles: [Joint: Float] = [:]) {
    for (joint, angle) in angles { self[joint] = angle }
  }

  /// Interpolates towards another pose.
  func mixed(with other: Pose, _ share: Float) -> Pose {
    var pose = self
    pose.angles += (other.angles - angles) * share
    return pose
  }

  /// Standing, walking or running.
  ///
  /// - Parameters:
  ///   - speed: Metres per second.
  ///   - steps: Pairs of steps made so far.
  static func gait(speed: Float, steps: Float) -> Pose {
    let moving = min(1, speed / 0.7)
    let running = smoothStep(1.9, 3.4, speed)
    let phase = steps * 2 * .pi
    let swing = sin(phase)
    let thigh = moving * (0.46 + 0.34 * running)
    let knee = moving * (0.95 + 0.75 * running)
    let arm = moving * (0.42 + 0.55 * running)
    var pose = Pose()
    pose[.leftThigh] = thigh * swing + 0.12 * moving
    pose[.rightThigh] = -thigh * swing + 0.12 * moving
    pose[.leftKnee] = 0.08 + knee * max(0, cos(phase))
    pose[.rightKnee] = 0.08 + knee * max(0, -cos(phase))
    pose[.leftArm] = -arm * swing
    pose[.rightArm] = arm * swing
    pose[.leftElbow] = 0.22 + 0.2 * moving + 1.2 * running
    pose[.rightElbow] = pose[.leftElbow]
    pose[.leftSpread] = 0.10 + 0.08 * running
    pose[.rightSpread] = pose[.leftSpread]
    pose[.lean] = 0.02 + 0.05 * moving + 0.2 * running
    pose[.twist] = 0.14 * moving * swing
    return pose
  }

  static let guarding = Pose([
    .lean: 0.2, .leftThigh: 0.45, .rightThigh: -0.05, .leftKnee: 0.5, .rightKnee: 0.35,
    .leftArm: 0.75, .rightArm: 0.6, .leftSpread: 0.15, .rightSpread: 0.15, .leftElbow: 1.9, .rightElbow: 2.1,
    .nod: 0.15,
  ])
  static let crouching = Pose([
    .lean: 0.75, .leftThigh: 1.35, .rightThigh: 0.9, .leftKnee: 2.2, .rightKnee: 2.0,
    .leftArm: 0.9, .rightArm: 0.75, .leftElbow: 0.2, .rightElbow: 0.15, .nod: 0.3,
  ])
  static let cowering = Pose([
    .lean: 0.85, .leftThigh: 0.9, .rightThigh: 0.6, .leftKnee: 1.5, .rightKnee: 1.3,
    .leftArm: 2.2, .rightArm: 2.2, .leftElbow: 2.2, .rightElbow: 2.2, .leftSpread: 0.4, .rightSpread: 0.4,
    .nod: 0.6,
  ])
  static let lying = Pose([
    .lean: 0.12, .tip: 0.15, .leftThigh: 0.5, .rightThigh: 0.1, .leftKnee: 0.8, .rightKnee: 0.25,
    .leftArm: 0.5, .rightArm: -0.2, .leftSpread: 0.9, .rightSpread: 0.5, .leftElbow: 0.7, .rightElbow: 0.4,
  ])
  static let collapsing = Pose([
    .lean: 0.6, .leftThigh: 1.1, .rightThigh: 0.8, .leftKnee: 2.0, .rightKnee: 1.7,
    .leftArm: 0.9, .rightArm: 0.4, .leftSpread: 0.7, .rightSpread: 0.8, .leftElbow: 0.7, .rightElbow: 0.5,
    .nod: 0.4,
  ])
}
