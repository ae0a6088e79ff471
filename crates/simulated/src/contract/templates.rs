//! The templates that cases use: real ones, and cheap.

/// Two resources; `Payload` changes one in place, `Suffix` replaces the other.
pub(super) const PLAIN: &str = r#"
Parameters:
  Payload: {Type: String, Default: one}
  Suffix: {Type: String, Default: a}
  Secret: {Type: String, NoEcho: true, Default: not-a-secret, AllowedPattern: "[a-z-]+"}
Resources:
  Note:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Ref Payload
  Lines:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub "${AWS::StackName}-${Suffix}"
      RetentionInDays: 7
Outputs:
  Said:
    Value: !Ref Payload
  Where:
    Value: !Ref AWS::Region
"#;

/// `PLAIN` and a gate that nobody opens, so that it stays in progress for two seconds and fails then.
pub(super) const GATED: &str = r#"
Parameters:
  Payload: {Type: String, Default: one}
  Suffix: {Type: String, Default: a}
Resources:
  Note:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Ref Payload
  Lines:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub "${AWS::StackName}-${Suffix}"
      RetentionInDays: 7
  Handle:
    Type: AWS::CloudFormation::WaitConditionHandle
  Gate:
    Type: AWS::CloudFormation::WaitCondition
    DependsOn: Note
    Properties:
      Handle: !Ref Handle
      Timeout: "2"
      Count: "1"
  Behind:
    Type: AWS::SNS::Topic
    DependsOn: Gate
"#;
