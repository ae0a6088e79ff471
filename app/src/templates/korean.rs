//! Korean for texts that CloudFormation knows in one language only: labels of groups, what a value must be, and what an
//! output is. Titles, labels and guidance are written in both languages in the template itself.

use domain::template::{Lang, Template};

/// What the templates that come along say, and words that many templates use. Sorted.
const KNOWN: [(&str, &str); 72] = [
    ("Access", "접근"),
    ("Behaviour", "동작"),
    ("Cache", "캐시"),
    ("Capacity", "용량"),
    ("Container", "컨테이너"),
    ("Cost", "비용"),
    ("Database", "데이터베이스"),
    ("Front end", "프런트엔드"),
    ("Hosted zone for an alias record.", "별칭 레코드용 호스팅 영역입니다."),
    ("How to connect, over TLS.", "TLS로 접속하는 주소입니다."),
    (
        "How to connect; name and password are in the secret.",
        "접속 주소입니다. 사용자 이름과 비밀번호는 시크릿에 있습니다.",
    ),
    ("Its port.", "포트입니다."),
    ("Keys", "키"),
    ("Name for an alias record.", "별칭 레코드용 이름입니다."),
    ("Name of the SSM parameter that holds the address.", "주소를 담은 SSM 파라미터의 이름입니다."),
    ("Name of the database server.", "데이터베이스 서버의 이름입니다."),
    ("Name of the node that takes writes.", "쓰기를 받는 노드의 이름입니다."),
    ("Name of the table.", "테이블의 이름입니다."),
    ("Name that spreads reads over the replicas.", "읽기를 복제본에 분산하는 이름입니다."),
    ("Network", "네트워크"),
    ("Operations", "운영"),
    ("Other parameters", "기타 파라미터"),
    ("Ownership", "소유"),
    ("Policy for roles of applications.", "애플리케이션 역할에 연결할 정책입니다."),
    ("Policy for roles that change items.", "항목을 변경하는 역할에 연결할 정책입니다."),
    ("Policy for roles that follow the change stream.", "변경 스트림을 읽는 역할에 연결할 정책입니다."),
    ("Policy for roles that migrate the schema.", "스키마를 변경하는 역할에 연결할 정책입니다."),
    ("Policy for roles that only look items up.", "항목을 조회만 하는 역할에 연결할 정책입니다."),
    ("Port of both.", "두 이름에 공통인 포트입니다."),
    ("Protection", "보호"),
    ("Region of the back end.", "백엔드가 있는 리전입니다."),
    ("Role of the containers.", "컨테이너의 역할입니다."),
    ("Scaling", "확장"),
    ("Secret with the administrator's name and password.", "관리자 이름과 비밀번호가 담긴 시크릿입니다."),
    ("Security", "보안"),
    ("Security group of the cache.", "캐시의 보안 그룹입니다."),
    ("Security group of the database.", "데이터베이스의 보안 그룹입니다."),
    (
        "Security group of the tasks, to let them into a database or a cache.",
        "태스크의 보안 그룹입니다. 데이터베이스나 캐시 접근을 허용할 때 씁니다.",
    ),
    ("Storage", "스토리지"),
    ("Tags", "태그"),
    ("The ECS cluster.", "ECS 클러스터입니다."),
    ("The ECS service.", "ECS 서비스입니다."),
    ("The ElastiCache replication group.", "ElastiCache 복제 그룹입니다."),
    ("The RDS instance.", "RDS 인스턴스입니다."),
    ("The change stream.", "변경 스트림입니다."),
    (
        "The edge cache, to invalidate what changed too early.",
        "엣지 캐시입니다. 너무 일찍 바뀐 콘텐츠를 무효화할 때 씁니다.",
    ),
    ("The encryption key; it outlives the environment.", "암호화 키입니다. 환경이 삭제되어도 남습니다."),
    ("The first database.", "처음 만들어진 데이터베이스입니다."),
    ("The load balancer behind the edge cache.", "엣지 캐시 뒤의 로드 밸런서입니다."),
    ("The network that was built, to peer with.", "만들어진 네트워크입니다. 피어링에 씁니다."),
    ("The network.", "네트워크입니다."),
    ("The table.", "테이블입니다."),
    ("Topic of the alarms.", "경보가 전달되는 토픽입니다."),
    ("Where slow commands are logged.", "느린 명령이 기록되는 곳입니다."),
    ("Where the front end answers.", "프런트엔드의 접속 주소입니다."),
    ("Where the logs are.", "로그가 있는 곳입니다."),
    ("Where the rest goes.", "나머지 요청이 가는 곳입니다."),
    ("Where the service answers.", "서비스의 접속 주소입니다."),
    ("must be a mail address, or empty", "메일 주소이거나 비어 있어야 합니다"),
    ("must be a region such as ap-northeast-2", "ap-northeast-2 같은 리전이어야 합니다"),
    (
        "must be an address range from /16 to /20, such as 10.20.0.0/20",
        "10.20.0.0/20처럼 /16에서 /20 사이의 주소 대역이어야 합니다",
    ),
    (
        "must be an address range from /16 to /24, such as 10.20.0.0/24",
        "10.20.0.0/24처럼 /16에서 /24 사이의 주소 대역이어야 합니다",
    ),
    (
        "must be an address range such as 10.20.0.0/20, not larger than a /8",
        "10.20.0.0/20 같은 주소 대역이어야 하며 /8보다 클 수 없습니다",
    ),
    (
        "must be an image reference such as registry/name:tag or registry/name@sha256:…",
        "registry/name:tag 또는 registry/name@sha256:… 형식의 이미지 참조여야 합니다",
    ),
    (
        "must be an image reference such as registry/name:tag, or empty",
        "registry/name:tag 같은 이미지 참조이거나 비어 있어야 합니다",
    ),
    (
        "must be http(s)://name with an optional port, and no path",
        "http(s)://이름 형식이어야 하며 포트는 선택이고 경로는 쓸 수 없습니다",
    ),
    ("must be the ARN of an ACM certificate, or empty", "ACM 인증서의 ARN이거나 비어 있어야 합니다"),
    ("must be the id of a VPC, or empty", "VPC ID이거나 비어 있어야 합니다"),
    (
        "must consist of letters, digits, underscores, dots and hyphens",
        "영문자, 숫자, 밑줄, 마침표, 하이픈만 사용할 수 있습니다",
    ),
    (
        "must have 16 to 128 letters, digits or characters out of !&#$^<>-, or be empty",
        "영문자, 숫자, !&#$^<>- 중 16~128자이거나 비어 있어야 합니다",
    ),
    (
        "must start with a letter and consist of letters, digits and underscores",
        "영문자로 시작하고 영문자, 숫자, 밑줄만 사용할 수 있습니다",
    ),
    ("must start with a slash", "슬래시(/)로 시작해야 합니다"),
];

/// The text in the reader's language; an author's own text that is not known stays as it is.
pub fn known(lang: Lang, text: &str) -> &str {
    match lang {
        Lang::En => text,
        Lang::Ko => {
            let place = KNOWN.binary_search_by_key(&text, |(english, _)| *english);
            place.ok().and_then(|place| KNOWN.get(place)).map_or(text, |(_, korean)| *korean)
        }
    }
}

/// The template with these texts in the reader's language.
pub fn in_language(mut template: Template, lang: Lang) -> Template {
    let change = |text: &mut String| {
        let found = known(lang, text);
        if found != text {
            *text = found.to_owned();
        }
    };
    for parameter in &mut template.parameters {
        parameter.group.as_mut().map(change);
        parameter.constraints.description.as_mut().map(change);
    }
    template.groups.iter_mut().for_each(|group| change(&mut group.label));
    template.outputs.iter_mut().for_each(|output| change(&mut output.description));
    template
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::names::TemplateName;

    #[test]
    fn the_table_can_be_searched() {
        assert!(KNOWN.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(known(Lang::Ko, "Network"), "네트워크");
        assert_eq!(known(Lang::En, "Network"), "Network");
        assert_eq!(known(Lang::Ko, "Something of my own"), "Something of my own");
    }

    #[test]
    fn everything_in_the_templates_that_come_along_is_known() {
        for source in [
            include_str!("../../../templates/cache.yaml"),
            include_str!("../../../templates/document-store.yaml"),
            include_str!("../../../templates/regional-front-end.yaml"),
            include_str!("../../../templates/relational-database.yaml"),
            include_str!("../../../templates/web-service.yaml"),
        ] {
            let name = TemplateName::parse("known").expect("a name");
            let template = template::read(&name, source.as_bytes()).template.expect("a template");
            let template = in_language(template, Lang::Ko);
            let groups = template.groups.iter().map(|group| &group.label);
            let outputs = template.outputs.iter().map(|output| &output.description);
            let fits = template.parameters.iter().filter_map(|p| p.constraints.description.as_ref());
            for text in groups.chain(outputs).chain(fits) {
                assert!(text.chars().any(|letter| ('가'..='힣').contains(&letter)), "{text}");
            }
        }
    }
}
