import Foundation

/// Something a person does for a while besides walking.
struct Act: Sendable {
  enum Side: Sendable { case left, right }

  enum Move: Sendable {
    case guarding, crouching, cowering, alarmed, talking
    case punch(Side), kick(Side), shove, grapple
    /// To the ground, in a direction measured from the front to the left.
    case fall(Float)
  }

  var move: Move
  var start: Float
  var end: Float
  /// Seconds until it is fully done, and until it ends.
  var rise: Float = 0.3
  var release: Float = 0.4

  init(_ move: Move, _ start: Float, _ end: Float, rise: Float = 0.3, release: Float = 0.4) {
    (self.move, self.start, self.end, self.rise, self.release) = (move, start, end, rise, release)
  }

  /// A quick move that is over in a third of a second.
  static func strike(_ move: Move, at time: Float) -> Act {
    Act(move, time, time + 0.36, rise: 0.13, release: 0.2)
  }

  /// How fully it is done: 0 ... 1.
  func weight(at time: Float) -> Float {
    guard time >= start, time <= end else { return 0 }
    return smoothStep(start, start + rise, time) * (1 - smoothStep(end - release, end, time))
  }

  /// The resulting pose.
  func pose(at time: Float, from pose: Pose) -> Pose {
    let beat = time - start
    switch move {
    case .guarding:
      var pose = Pose.guarding
      pose[.tip] = 0.12 * sin(beat * 5.3)
      pose[.twist] = 0.2 * sin(beat * 3.7)
      return pose
    case .crouching: return .crouching
    case .cowering: return .cowering
    case .alarmed:
      var pose = pose
      pose[.leftArm] = 2.5 + 0.3 * sin(beat * 9)
      pose[.rightArm] = 2.3 + 0.3 * sin(beat * 8 + 1)
      pose[.leftSpread] = 0.5
      pose[.rightSpread] = 0.5
      return pose
    case .talking:
      var pose = pose
      pose[.rightArm] = 0.35 + 0.25 * sin(beat * 2.1)
      pose[.rightElbow] = 1.2 + 0.5 * sin(beat * 3.4)
      pose[.leftElbow] = 0.6 + 0.3 * sin(beat * 1.3)
      pose[.nod] = 0.1 * sin(beat * 2.7)
      return pose
    case .punch(let side):
      var pose = pose
      pose[side == .left ? .leftArm : .rightArm] = 1.5
      pose[side == .left ? .leftElbow : .rightElbow] = 0.05
      pose[.twist] = side == .left ? -0.6 : 0.6
      pose[.lean] = 0.35
      return pose
    case .kick(let side):
      var pose = pose
      pose[side == .left ? .leftThigh : .rightThigh] = 1.25
      pose[side == .left ? .leftKnee : .rightKnee] = 0.15
      pose[side == .left ? .rightKnee : .leftKnee] = 0.3
      pose[.lean] = -0.25
      return pose
    case .shove:
      var pose = pose
      for arm in [Pose.Joint.leftArm, .rightArm] { pose[arm] = 1.45 }
      for elbow in [Pose.Joint.leftElbow, .rightElbow] { pose[elbow] = 0.1 }
      pose[.lean] = 0.45
      return pose
    case .grapple:
      var pose = Pose.guarding
      for arm in [Pose.Joint.leftArm, .rightArm] {
        pose[arm] = 1.25 + 0.25 * sin(beat * 7 + Float(arm.rawValue))
      }
      for elbow in [Pose.Joint.leftElbow, .rightElbow] { pose[elbow] = 0.6 }
      pose[.lean] = 0.4
      pose[.tip] = 0.35 * sin(beat * 4.4)
      pose[.twist] = 0.4 * sin(beat * 6.1)
      return pose
    case .fall: return .lying
    }
  }
}
