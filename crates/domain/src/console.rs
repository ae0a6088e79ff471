//! Where things can be looked at in the AWS console.

use crate::metric::Term;

/// The stack's own page.
pub fn stack_url(region: &str, stack_id: &str) -> String {
    let id = encoded(stack_id);
    format!("{}/cloudformation/home?region={region}#/stacks/stackinfo?stackId={id}", base(region))
}

/// The page of a resource of this CloudFormation type; `None` where AWS has no page for it, or we don't know it.
pub fn resource_url(region: &str, kind: &str, physical_id: &str) -> Option<String> {
    if physical_id.is_empty() {
        return None;
    }
    if kind == "AWS::CloudFormation::Stack" {
        return Some(stack_url(region, physical_id));
    }
    let path = special(kind, physical_id).or_else(|| {
        let (_, page) = PAGES.iter().find(|(known, _)| *known == kind)?;
        let id = encoded(physical_id);
        Some(
            page.replace("{twice}", &encoded(&id))
                .replace("{dollar}", &dollar(physical_id))
                .replace("{id}", &id),
        )
    })?;
    Some(format!("{}/{}", base(region), path.replace("{region}", region)))
}

/// Type → page. `{id}` is the physical id, URL-encoded; `{twice}` encoded once more; `{dollar}` as CloudWatch does it.
const PAGES: [(&str, &str); 35] = [
    ("AWS::ApiGateway::RestApi", "apigateway/main/apis/{id}/resources?api={id}&region={region}"),
    ("AWS::ApiGatewayV2::Api", "apigateway/main/api-detail?api={id}&region={region}"),
    ("AWS::AutoScaling::AutoScalingGroup", "ec2/home?region={region}#AutoScalingGroupDetails:id={id}"),
    ("AWS::CloudFront::Distribution", "cloudfront/v4/home?region={region}#/distributions/{id}"),
    ("AWS::CloudWatch::Alarm", "cloudwatch/home?region={region}#alarmsV2:alarm/{id}"),
    ("AWS::CloudWatch::Dashboard", "cloudwatch/home?region={region}#dashboards/dashboard/{id}"),
    ("AWS::Cognito::UserPool", "cognito/v2/idp/user-pools/{id}/info?region={region}"),
    ("AWS::DynamoDB::GlobalTable", "dynamodbv2/home?region={region}#table?name={id}"),
    ("AWS::DynamoDB::Table", "dynamodbv2/home?region={region}#table?name={id}"),
    ("AWS::EC2::Instance", "ec2/home?region={region}#InstanceDetails:instanceId={id}"),
    ("AWS::EC2::InternetGateway", "vpcconsole/home?region={region}#InternetGateway:internetGatewayId={id}"),
    ("AWS::EC2::LaunchTemplate", "ec2/home?region={region}#LaunchTemplateDetails:launchTemplateId={id}"),
    ("AWS::EC2::NatGateway", "vpcconsole/home?region={region}#NatGatewayDetails:natGatewayId={id}"),
    ("AWS::EC2::RouteTable", "vpcconsole/home?region={region}#RouteTableDetails:RouteTableId={id}"),
    ("AWS::EC2::SecurityGroup", "ec2/home?region={region}#SecurityGroup:groupId={id}"),
    ("AWS::EC2::Subnet", "vpcconsole/home?region={region}#SubnetDetails:subnetId={id}"),
    ("AWS::EC2::VPC", "vpcconsole/home?region={region}#VpcDetails:VpcId={id}"),
    ("AWS::EC2::VPCEndpoint", "vpcconsole/home?region={region}#EndpointDetails:vpcEndpointId={id}"),
    ("AWS::ECS::Cluster", "ecs/v2/clusters/{id}/services?region={region}"),
    ("AWS::EFS::FileSystem", "efs/home?region={region}#/file-systems/{id}"),
    ("AWS::ElastiCache::CacheCluster", "elasticache/home?region={region}#/redis/{id}"),
    ("AWS::ElastiCache::ReplicationGroup", "elasticache/home?region={region}#/redis/{id}"),
    (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "ec2/home?region={region}#LoadBalancer:loadBalancerArn={id}",
    ),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "ec2/home?region={region}#TargetGroup:targetGroupArn={id}"),
    ("AWS::IAM::ManagedPolicy", "iam/home?region={region}#/policies/details/{id}"),
    ("AWS::IAM::Role", "iam/home?region={region}#/roles/details/{id}"),
    ("AWS::KMS::Key", "kms/home?region={region}#/kms/keys/{id}"),
    ("AWS::Lambda::Function", "lambda/home?region={region}#/functions/{id}"),
    ("AWS::Logs::LogGroup", "cloudwatch/home?region={region}#logsV2:log-groups/log-group/{dollar}"),
    ("AWS::RDS::DBCluster", "rds/home?region={region}#database:id={id};is-cluster=true"),
    ("AWS::RDS::DBInstance", "rds/home?region={region}#database:id={id};is-cluster=false"),
    ("AWS::S3::Bucket", "s3/buckets/{id}?region={region}"),
    ("AWS::SNS::Topic", "sns/v3/home?region={region}#/topic/{id}"),
    ("AWS::SQS::Queue", "sqs/v3/home?region={region}#/queues/{id}"),
    ("AWS::SSM::Parameter", "systems-manager/parameters/{twice}/description?region={region}"),
];

/// CloudWatch's page that draws these metrics over the same time. `period` is in seconds, the times as `iso` texts.
pub fn metrics_url(region: &str, terms: &[&Term], from: &str, until: &str, period: i64) -> String {
    let lines: String = terms.iter().map(|term| line(term)).collect();
    let (from, until) = (starred(from), starred(until));
    format!(
        "{}/cloudwatch/home?region={region}#metricsV2?graph=~(metrics~({lines})~view~'timeSeries~stacked~false\
         ~region~'{region}~period~{period}~start~'{from}~end~'{until})",
        base(region)
    )
}

/// One metric as CloudWatch's addresses spell it.
fn line(term: &Term) -> String {
    let names = [&term.namespace, &term.metric].into_iter();
    let dimensions = term.dimensions.iter().flat_map(|(name, value)| [name, value]);
    let words: String = names.chain(dimensions).map(|word| format!("~'{}", starred(word))).collect();
    format!("~({words}~(stat~'{}))", starred(&term.statistic))
}

/// CloudWatch writes what is not a letter or a digit with a star.
fn starred(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            _ => out.push_str(&format!("*{byte:02x}")),
        }
    }
    out
}

/// Types whose physical id must be taken apart.
fn special(kind: &str, id: &str) -> Option<String> {
    match kind {
        // arn:aws:ecs:<region>:<account>:service/<cluster>/<service>
        "AWS::ECS::Service" => {
            let (cluster, service) = id.split_once(":service/")?.1.split_once('/')?;
            let (cluster, service) = (encoded(cluster), encoded(service));
            Some(format!("ecs/v2/clusters/{cluster}/services/{service}/health?region={{region}}"))
        }
        // arn:aws:ecs:<region>:<account>:task-definition/<family>:<revision>
        "AWS::ECS::TaskDefinition" => {
            let (family, revision) = id.split_once(":task-definition/")?.1.split_once(':')?;
            let (family, revision) = (encoded(family), encoded(revision));
            Some(format!("ecs/v2/task-definitions/{family}/{revision}/containers?region={{region}}"))
        }
        // <name>|<id>|REGIONAL or CLOUDFRONT
        "AWS::WAFv2::WebACL" => {
            let (name, rest) = id.split_once('|')?;
            let (id, scope) = rest.split_once('|')?;
            let region = if scope == "CLOUDFRONT" { "global" } else { "{region}" };
            let (name, id) = (encoded(name), encoded(id));
            Some(format!("wafv2/homev2/web-acl/{name}/{id}/overview?region={region}"))
        }
        // arn:aws:secretsmanager:<region>:<account>:secret:<name>-<six characters>
        "AWS::SecretsManager::Secret" => {
            let name = id.split_once(":secret:")?.1;
            let name = name.rsplit_once('-').map_or(name, |(name, _)| name);
            Some(format!("secretsmanager/secret?name={}&region={{region}}", encoded(name)))
        }
        _ => None,
    }
}

/// Each partition of AWS has its own console.
fn base(region: &str) -> String {
    let domain = match region {
        name if name.starts_with("cn-") => "amazonaws.cn",
        name if name.starts_with("us-gov-") => "amazonaws-us-gov.com",
        _ => "aws.amazon.com",
    };
    format!("https://{region}.console.{domain}")
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// CloudWatch encodes names twice, and writes the second `%` as `$25`.
fn dollar(text: &str) -> String {
    encoded(text).replace('%', "$25")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_have_pages_in_the_console_of_their_region() {
        let seoul = "https://ap-northeast-2.console.aws.amazon.com";
        let table = [
            ("AWS::S3::Bucket", "media", "/s3/buckets/media?region=ap-northeast-2"),
            (
                "AWS::Logs::LogGroup",
                "/live/api",
                "/cloudwatch/home?region=ap-northeast-2#logsV2:log-groups/log-group/$252Flive$252Fapi",
            ),
            (
                "AWS::SSM::Parameter",
                "/live/api",
                "/systems-manager/parameters/%252Flive%252Fapi/description?region=ap-northeast-2",
            ),
            (
                "AWS::ECS::Service",
                "arn:aws:ecs:ap-northeast-2:1:service/blue/api",
                "/ecs/v2/clusters/blue/services/api/health?region=ap-northeast-2",
            ),
            (
                "AWS::ECS::TaskDefinition",
                "arn:aws:ecs:ap-northeast-2:1:task-definition/api:7",
                "/ecs/v2/task-definitions/api/7/containers?region=ap-northeast-2",
            ),
            (
                "AWS::WAFv2::WebACL",
                "acl|id-1|CLOUDFRONT",
                "/wafv2/homev2/web-acl/acl/id-1/overview?region=global",
            ),
            (
                "AWS::SecretsManager::Secret",
                "arn:aws:secretsmanager:ap-northeast-2:1:secret:db-pass-AbCdEf",
                "/secretsmanager/secret?name=db-pass&region=ap-northeast-2",
            ),
        ];
        for (kind, id, path) in table {
            let url = resource_url("ap-northeast-2", kind, id);
            assert_eq!(url, Some(format!("{seoul}{path}")), "{kind}");
        }
    }

    #[test]
    fn what_has_no_page_or_does_not_exist_yet_has_no_link() {
        let home = "us-east-1";
        for (kind, id) in [
            ("AWS::S3::Bucket", ""),
            ("AWS::CloudFormation::WaitCondition", "w"),
            ("Custom::Thing", "t"),
            ("AWS::ECS::Service", "not-an-arn"),
        ] {
            assert_eq!(resource_url(home, kind, id), None, "{kind}");
        }
    }

    #[test]
    fn each_partition_has_its_console() {
        for (name, host) in [
            ("eu-west-3", "https://eu-west-3.console.aws.amazon.com/"),
            ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/"),
            ("us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"),
        ] {
            assert!(stack_url(name, "arn:x").starts_with(host), "{name}");
        }
        let url = stack_url("eu-west-3", "arn:aws:cloudformation:eu-west-3:1:stack/a/b");
        assert!(url.ends_with("stackId=arn%3Aaws%3Acloudformation%3Aeu-west-3%3A1%3Astack%2Fa%2Fb"), "{url}");
        assert_eq!(
            resource_url("eu-west-3", "AWS::CloudFormation::Stack", "arn:x"),
            Some(stack_url("eu-west-3", "arn:x"))
        );
    }

    #[test]
    fn metrics_are_drawn_by_cloudwatch_too() {
        let term = Term {
            namespace: "AWS/ApplicationELB".into(),
            metric: "TargetResponseTime".into(),
            dimensions: [("LoadBalancer".to_owned(), "app/live 1".to_owned())].into(),
            statistic: "p95".into(),
        };
        let (from, until) = ("2026-11-26T00:00:00Z", "2026-11-26T06:00:00Z");
        assert_eq!(
            metrics_url("eu-west-3", &[&term], from, until, 300),
            "https://eu-west-3.console.aws.amazon.com/cloudwatch/home?region=eu-west-3#metricsV2?graph=~(metrics~(\
             ~(~'AWS*2fApplicationELB~'TargetResponseTime~'LoadBalancer~'app*2flive*201~(stat~'p95)))~view~'timeSeries\
             ~stacked~false~region~'eu-west-3~period~300~start~'2026-11-26T00*3a00*3a00Z~end~'2026-11-26T06*3a00*3a00Z)"
        );
    }

    #[test]
    fn types_stand_in_order_and_once() {
        assert!(PAGES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
